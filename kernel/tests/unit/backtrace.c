/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Backtraces, captured and not printed, of code interrupted anywhere. */
#include <kernel/backtrace.h>

#include <stddef.h>

#include <kernel/init.h>
#include <kernel/symbols.h>

#include <arch/backtrace.h>

#include "support/frames.h"
#include "support/kernel_test.h"
#include "support/system_call.h"

/* From the linker script. */
extern char __boot_core_stack_start[];
extern char __boot_core_stack_end[];

static struct backtrace last;
static unsigned int captured;

/* Where the symbol starts that an entry is in. */
static uint64_t function_of(const struct backtrace_entry *entry)
{
	struct kernel_symbol symbol;

	kernel_assert(
		entry->kind == BACKTRACE_PC || entry->kind == BACKTRACE_LINK);
	if (entry->kind == BACKTRACE_PC) {
		return symbols_lookup(entry->addr, &symbol) ? symbol.addr : 0;
	}
	return symbols_lookup(entry->addr - 1, &symbol) ? symbol.addr : 0;
}

/* From that entry on: pc in interrupted, by way of caller to kernel_init. */
static void expect(size_t first, uint64_t interrupted, uint64_t caller)
{
	kernel_assert(last.count == first + 4);
	kernel_assert(last.entries[first].kind == BACKTRACE_PC);
	kernel_assert(function_of(&last.entries[first]) == interrupted);
	for (size_t i = first + 1; i < last.count; i++) {
		kernel_assert(last.entries[i].kind == BACKTRACE_LINK);
	}
	kernel_assert(function_of(&last.entries[first + 1]) == caller);
	kernel_assert(function_of(&last.entries[first + 2]) ==
		      (uintptr_t)kernel_tests_run);
	kernel_assert(function_of(&last.entries[first + 3]) ==
		      (uintptr_t)kernel_init);
}

static uint64_t routine;
static uint64_t test;

static void capture_interrupted(const struct exception_context *context)
{
	backtrace_capture_exception(&last, context);
	captured++;
	kernel_assert(last.entries[0].addr == context->elr);
	expect(0, routine, test);
}

KERNEL_TEST(backtrace_of_a_leaf_has_its_caller)
{
	captured = 0;
	routine = (uintptr_t)frame_of_a_leaf;
	test = (uintptr_t)backtrace_of_a_leaf_has_its_caller;
	system_call_observed = capture_interrupted;
	frame_of_a_leaf();
	system_call_observed = NULL;
	kernel_assert(captured == 1);
}

KERNEL_TEST(backtrace_is_whole_while_a_frame_comes_and_goes)
{
	captured = 0;
	routine = (uintptr_t)frame_comes_and_goes;
	test = (uintptr_t)backtrace_is_whole_while_a_frame_comes_and_goes;
	system_call_observed = capture_interrupted;
	frame_comes_and_goes();
	system_call_observed = NULL;
	kernel_assert(captured == 7);
}

/* From the handler, through the vectors' record, into what was interrupted. */
static void capture_handler(const struct exception_context *context)
{
	(void)context;
	backtrace_capture(&last);
	captured++;
	kernel_assert(
		function_of(&last.entries[0]) == (uintptr_t)capture_handler);
	kernel_assert(function_of(&last.entries[1]) ==
		      (uintptr_t)exception_test_hook);
	kernel_assert(
		function_of(&last.entries[2]) == (uintptr_t)exception_handle);
	expect(4, routine, test);
}

KERNEL_TEST(backtrace_goes_through_an_exception)
{
	captured = 0;
	test = (uintptr_t)backtrace_goes_through_an_exception;
	system_call_observed = capture_handler;
	routine = (uintptr_t)frame_of_a_leaf;
	frame_of_a_leaf();
	routine = (uintptr_t)frame_comes_and_goes;
	frame_comes_and_goes();
	system_call_observed = NULL;
	kernel_assert(captured == 8);
}

KERNEL_TEST(backtrace_starts_with_who_asks)
{
	backtrace_capture(&last);
	kernel_assert(last.count == 3);
	kernel_assert(function_of(&last.entries[0]) ==
		      (uintptr_t)backtrace_starts_with_who_asks);
	kernel_assert(
		function_of(&last.entries[1]) == (uintptr_t)kernel_tests_run);
	kernel_assert(function_of(&last.entries[2]) == (uintptr_t)kernel_init);
}

static __attribute__((noinline)) unsigned int deep(unsigned int depth)
{
	if (depth == 0) {
		backtrace_capture(&last);
		return 0;
	}
	return deep(depth - 1) - 1;
}

KERNEL_TEST(backtrace_is_cut_where_its_room_ends)
{
	/* deep(n) has n + 1 frames; then come this test and two more. */
	(void)deep(BACKTRACE_MAX - 4);
	kernel_assert(last.count == BACKTRACE_MAX);
	kernel_assert(last.entries[BACKTRACE_MAX - 1].kind == BACKTRACE_LINK);
	(void)deep(BACKTRACE_MAX - 3);
	kernel_assert(last.count == BACKTRACE_MAX);
	kernel_assert(last.entries[BACKTRACE_MAX - 1].kind == BACKTRACE_CUT);
	kernel_assert(last.entries[BACKTRACE_MAX - 2].kind == BACKTRACE_LINK);
	(void)deep(1000);
	kernel_assert(last.count == BACKTRACE_MAX);
	kernel_assert(last.entries[BACKTRACE_MAX - 1].kind == BACKTRACE_CUT);
}

/* A context whose fp and lr are those; nothing else counts. */
static void capture_with(uint64_t pc, uint64_t fp, uint64_t lr)
{
	struct exception_context context = { .elr = pc, .lr = lr };

	context.x[29] = fp;
	backtrace_capture_exception(&last, &context);
}

KERNEL_TEST(backtrace_names_a_frame_pointer_that_is_none)
{
	const uint64_t stack = (uintptr_t)__boot_core_stack_start;
	const uint64_t lr = (uintptr_t)__builtin_return_address(0);
	const uint64_t bad[] = { 1, 8, stack - 8, stack + 4, stack + 1,
		(uintptr_t)__boot_core_stack_end - 8,
		(uintptr_t)__boot_core_stack_end, (uintptr_t)kernel_init,
		(uintptr_t)&last, UINT64_MAX, UINT64_MAX - 7, UINT64_MAX - 15,
		UINT64_C(1) << 63 };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		capture_with((uintptr_t)kernel_init, bad[i], 0);
		kernel_assert(last.count == 2);
		kernel_assert(last.entries[1].kind == BACKTRACE_BAD_FRAME);
		kernel_assert(last.entries[1].addr == bad[i]);

		/* It is not followed to ask what lr is worth, either. */
		capture_with((uintptr_t)kernel_init, bad[i], lr);
		kernel_assert(last.count == 3);
		kernel_assert(last.entries[1].addr == lr);
		kernel_assert(last.entries[2].kind == BACKTRACE_BAD_FRAME);
	}
	capture_with((uintptr_t)kernel_init, 0, 0);
	kernel_assert(last.count == 1);
}

KERNEL_TEST(backtrace_ends_at_a_chain_that_is_none)
{
	struct frame_record records[3];
	const uint64_t first = (uintptr_t)&records[0];
	const uint64_t link = (uintptr_t)kernel_init + 4;

	records[0] = (struct frame_record){ (uintptr_t)&records[1], link };
	records[1] = (struct frame_record){ first, link };
	capture_with(0, first, 0);
	kernel_assert(last.count == 4);
	kernel_assert(last.entries[3].kind == BACKTRACE_BAD_FRAME);
	kernel_assert(last.entries[3].addr == first);

	records[1].fp = (uintptr_t)&records[1];
	capture_with(0, first, 0);
	kernel_assert(last.count == 4);
	kernel_assert(last.entries[3].kind == BACKTRACE_BAD_FRAME);

	records[1] = (struct frame_record){ (uintptr_t)&records[2], first };
	capture_with(0, first, 0);
	kernel_assert(last.count == 3);
	kernel_assert(last.entries[2].kind == BACKTRACE_BAD_LINK);
	kernel_assert(last.entries[2].addr == first);
}

/* Linker script: the stack's lowest bytes, and what lies outside it. */
KERNEL_TEST(exceptions_survive_any_stack_pointer)
{
	const uint64_t stack = (uintptr_t)__boot_core_stack_start;
	const uint64_t emergency = (uintptr_t)exception_stack;
	const uint64_t pointers[] = { 0, 1, 8, 0x1000, stack - 16, stack,
		stack + 16, stack + 8, stack + EXCEPTION_SIZE,
		stack + EXCEPTION_ROOM - 16, stack + EXCEPTION_ROOM,
		stack + EXCEPTION_ROOM + 8,
		(uintptr_t)__boot_core_stack_end + 16, (uintptr_t)kernel_init,
		emergency, emergency + EXCEPTION_ROOM,
		emergency + EXCEPTION_STACK_SIZE,
		emergency + EXCEPTION_STACK_SIZE + 16, UINT64_MAX,
		UINT64_MAX - 15, UINT64_C(1) << 63 };

	for (size_t i = 0; i < sizeof(pointers) / sizeof(pointers[0]); i++) {
		kernel_assert(
			stack_pointer_survives(pointers[i]) == pointers[i]);
	}
}
