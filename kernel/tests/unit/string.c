/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <kernel/string.h>

#include "support/kernel_test.h"

KERNEL_TEST(string_memcpy_and_memset)
{
	char text[6] = "abcde";

	kernel_assert(memset(text, 'x', 3) == text);
	kernel_assert(strcmp(text, "xxxde") == 0);
	kernel_assert(memcpy(text + 1, "12", 2) == text + 1);
	kernel_assert(strcmp(text, "x12de") == 0);
	memcpy(text, "zz", 0);
	memset(text, 'z', 0);
	kernel_assert(strcmp(text, "x12de") == 0);
}

KERNEL_TEST(string_memmove_overlapping)
{
	char up[8] = "abcdefg";
	char down[8] = "abcdefg";

	memmove(up + 2, up, 5);
	kernel_assert(strcmp(up, "ababcde") == 0);
	memmove(down, down + 2, 5);
	kernel_assert(strcmp(down, "cdefgfg") == 0);
}

KERNEL_TEST(string_comparisons)
{
	kernel_assert(memcmp("abc", "abd", 2) == 0);
	kernel_assert(memcmp("abc", "abd", 3) < 0);
	kernel_assert(memcmp("\xff", "a", 1) > 0);
	kernel_assert(strcmp("", "") == 0);
	kernel_assert(strcmp("a", "ab") < 0);
	kernel_assert(strcmp("\xff", "a") > 0);
}

KERNEL_TEST(string_strnlen_stops_at_max)
{
	kernel_assert(strnlen("abc", 10) == 3);
	kernel_assert(strnlen("abc", 2) == 2);
	kernel_assert(strnlen("abc", 0) == 0);
}
