/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Tests that run in the kernel. KERNEL_TEST(name) { ... } defines one,
 * anywhere; the linker collects them, and kernel_tests_run() runs all, in the
 * order of the link. A test fails by a panic, mostly a kernel_assert().
 */
#ifndef KERNEL_TEST_H
#define KERNEL_TEST_H

#include <kernel/panic.h>

struct kernel_test {
	const char *name;
	void (*run)(void);
};

/* clang-format off */
#define KERNEL_TEST(test_name) \
	static void test_name(void); \
	static const struct kernel_test test_name##_entry \
		__attribute__((used, no_reorder, section(".kernel_tests"))) = { \
			#test_name, test_name \
		}; \
	static void test_name(void)
/* clang-format on */

/* Prints `Running N tests` and a line a test that passed. */
void kernel_tests_run(void);

#endif
