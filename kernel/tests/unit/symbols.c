/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <kernel/symbols.h>

#include <kernel/init.h>
#include <kernel/string.h>

#include "support/kernel_test.h"

/* Global, so that there is no other symbol of the name. */
extern uint64_t symbols_test_object;
uint64_t symbols_test_object = 1;

KERNEL_TEST(symbols_sanity)
{
	const uint64_t start = (uintptr_t)kernel_init;
	struct kernel_symbol symbol;

	kernel_assert(symbols_count() > 0);
	kernel_assert(symbols_lookup(start, &symbol));
	kernel_assert(strcmp(symbol.name, "kernel_init") == 0);
	kernel_assert(symbol.addr == start);
	kernel_assert(symbol.size > 0);
}

KERNEL_TEST(symbols_own_their_first_to_last_byte)
{
	const uint64_t start = (uintptr_t)&symbols_test_object;
	struct kernel_symbol symbol;

	kernel_assert(symbols_lookup(start, &symbol));
	kernel_assert(symbol.addr == start);
	kernel_assert(symbol.size == sizeof(symbols_test_object));
	kernel_assert(symbols_lookup(start + symbol.size - 1, &symbol));
	kernel_assert(strcmp(symbol.name, "symbols_test_object") == 0);
	kernel_assert(!symbols_lookup(start + symbol.size, &symbol) ||
		      strcmp(symbol.name, "symbols_test_object") != 0);
}

KERNEL_TEST(symbols_miss_leaves_the_answer_alone)
{
	struct kernel_symbol symbol = { 1, 2, true, "untouched" };

	kernel_assert(!symbols_lookup(0, &symbol));
	kernel_assert(!symbols_lookup(UINT64_MAX, &symbol));
	kernel_assert(symbol.addr == 1 && symbol.size == 2);
	kernel_assert(strcmp(symbol.name, "untouched") == 0);
}
