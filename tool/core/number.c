/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "number.h"

#include <string.h>
#include <strings.h>

size_t number_digits(const char *text, unsigned base)
{
	return strspn(
		text, base == 10 ? "0123456789" : "0123456789abcdefABCDEF");
}

static unsigned digit_value(char digit)
{
	return digit <= '9' ? (unsigned)(digit - '0')
			    : (unsigned)((digit | ' ') - 'a' + 10);
}

bool number_read(
	const char *digits, size_t count, unsigned base, uint64_t *valuep)
{
	uint64_t value = 0;

	for (size_t i = 0; i < count; i++) {
		const unsigned digit = digit_value(digits[i]);

		if (value > (UINT64_MAX - digit) / base) {
			*valuep = UINT64_MAX;
			return false;
		}
		value = value * base + digit;
	}
	*valuep = value;
	return true;
}

/* WORD is a number of that base and no more. */
static bool read_word(const char *word, unsigned base, uint64_t *valuep)
{
	const size_t count = number_digits(word, base);

	return count > 0 && word[count] == '\0' &&
	       number_read(word, count, base, valuep);
}

bool number_address(const char *word, uint64_t *addrp)
{
	const bool marked = strncasecmp(word, "0x", 2) == 0;

	return read_word(word + (marked ? 2 : 0), 16, addrp);
}

bool number_bias(const char *word, uint64_t *biasp)
{
	const bool negative = word[0] == '-';
	const bool read = number_address(word + negative, biasp);

	*biasp = negative ? -*biasp : *biasp;
	return read;
}

bool number_count(const char *word, size_t *countp)
{
	uint64_t value;

	if (!read_word(word, 10, &value) || value > SIZE_MAX) {
		return false;
	}
	*countp = (size_t)value;
	return true;
}
