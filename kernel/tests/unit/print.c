/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <kernel/print.h>

#include <stdint.h>

#include <kernel/string.h>

#include "support/kernel_test.h"

/* Formats the arguments, and checks the text and the length. */
#define CHECK_FORMAT(expected, ...) \
	do { \
		char text_[64]; \
		const size_t length_ = \
			format_text(text_, sizeof(text_), __VA_ARGS__); \
		kernel_assert(strcmp(text_, expected) == 0); \
		kernel_assert(length_ == sizeof(expected) - 1); \
	} while (0)

KERNEL_TEST(print_characters_and_strings)
{
	CHECK_FORMAT("", "%s", "");
	CHECK_FORMAT("a%b", "%c%%%c", 'a', 'b');
	CHECK_FORMAT("[  a|a  ]", "[%3c|%-3c]", 'a', 'a');
	CHECK_FORMAT("[   ab|ab   ]", "[%5s|%-5s]", "ab", "ab");
	CHECK_FORMAT("[abcdef]", "[%3s]", "abcdef");
	CHECK_FORMAT("[abc|   ab]", "[%.3s|%5.*s]", "abcdef", 2, "abcdef");
	CHECK_FORMAT("[    ab]", "[%*s]", 6, "ab");
}

KERNEL_TEST(print_string_reads_no_byte_behind_the_precision)
{
	static const char unterminated[3] = { 'a', 'b', 'c' };

	CHECK_FORMAT("abc", "%.3s", unterminated);
}

KERNEL_TEST(print_decimal)
{
	CHECK_FORMAT("0 1 -1", "%d %i %d", 0, 1, -1);
	CHECK_FORMAT("-2147483648", "%d", INT32_MIN);
	CHECK_FORMAT("4294967295", "%u", UINT32_MAX);
	CHECK_FORMAT("[   42|42   |00042]", "[%5d|%-5d|%05d]", 42, 42, 42);
	CHECK_FORMAT("[  -42|-42  |-0042]", "[%5d|%-5d|%05d]", -42, -42, -42);
}

KERNEL_TEST(print_64_bit_sizes)
{
	CHECK_FORMAT("-9223372036854775808", "%ld", INT64_MIN);
	CHECK_FORMAT("18446744073709551615", "%lu", UINT64_MAX);
	CHECK_FORMAT("18446744073709551615", "%llu", UINT64_MAX + 0ULL);
	CHECK_FORMAT("18446744073709551615", "%zu", SIZE_MAX);
	CHECK_FORMAT("ffffffffffffffff 1", "%lx %x", UINT64_MAX, 1U);
}

KERNEL_TEST(print_hexadecimal)
{
	CHECK_FORMAT("0 ff FF", "%x %x %X", 0U, 255U, 255U);
	CHECK_FORMAT("[  ff|ff  |00ff]", "[%4x|%-4x|%04x]", 255U, 255U, 255U);
	CHECK_FORMAT(
		"0xffffffffc0001118", "0x%016lx", UINT64_C(0xffffffffc0001118));
	CHECK_FORMAT("0x0000000000000000", "%p", (void *)0);
	CHECK_FORMAT("0xffffffffc0000000", "%p", (void *)0xffffffffc0000000);
}

KERNEL_TEST(print_cuts_at_the_end_of_the_buffer)
{
	char text[4] = "xyz";

	kernel_assert(format_text(text, sizeof(text), "%s", "abcdef") == 6);
	kernel_assert(strcmp(text, "abc") == 0);
	kernel_assert(format_text(text, 1, "%d", 12) == 2);
	kernel_assert(text[0] == '\0' && text[1] == 'b');
	kernel_assert(format_text(text, 0, "%d", 12) == 2);
	kernel_assert(text[1] == 'b');
}

/* What the compiler would refuse to compile, as a damaged string might hold. */
KERNEL_TEST(print_copies_what_is_no_conversion)
{
	const char *volatile unknown = "[%y|%5";
	const char *volatile null = NULL;
	char text[16];

	kernel_assert(format_text(text, sizeof(text), unknown, 0) == 6);
	kernel_assert(strcmp(text, "[%y|%5") == 0);
	CHECK_FORMAT("(null)", "%s", null);
}
