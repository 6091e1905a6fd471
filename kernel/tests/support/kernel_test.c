/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "kernel_test.h"

#include <stddef.h>

#include <kernel/print.h>
#include <kernel/string.h>

/* From the linker script. */
extern const struct kernel_test __kernel_tests_start[];
extern const struct kernel_test __kernel_tests_end[];

/* The column that the results stand in. */
#define NAME_WIDTH 58

void kernel_tests_run(void)
{
	const size_t count =
		(size_t)(__kernel_tests_end - __kernel_tests_start);

	print("Running %zu tests\n", count);
	for (size_t i = 0; i < count; i++) {
		const struct kernel_test *const test = &__kernel_tests_start[i];
		const size_t length = strnlen(test->name, NAME_WIDTH - 1);

		print("%3zu. %s", i + 1, test->name);
		for (size_t column = length; column < NAME_WIDTH; column++) {
			print(".");
		}
		test->run();
		print("[ok]\n");
	}
}
