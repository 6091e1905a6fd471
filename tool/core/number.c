/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "number.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool number_address(const char *word, uint64_t *addrp)
{
	const char *digits = word + (strncasecmp(word, "0x", 2) == 0 ? 2 : 0);

	/* strtoull() also accepts blanks, a sign and a second 0x. */
	if (digits[0] == '\0' ||
		digits[strspn(digits, "0123456789abcdefABCDEF")] != '\0') {
		return false;
	}
	errno = 0;
	*addrp = strtoull(digits, NULL, 16);
	return errno == 0;
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
	char *end;

	errno = 0;
	*countp = strtoul(word, &end, 10);
	return isdigit((unsigned char)word[0]) && *end == '\0' && errno == 0;
}
