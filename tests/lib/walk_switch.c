// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * walk_switch: ksym_walk from a signal's handler, on a stack of its own,
 * through the code that it interrupted, on another. LAYOUT is the machine's
 * initialiser. Each function but the interrupted one, which is a leaf, notes
 * where it returns to; the walk must find the same.
 *
 * walk_switch above|below: where the handler's stack lies. Prints the number of
 * frames.
 */
#include "walk_own.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

/* The handler's, and what Linux makes to lead from it to what it interrupted. */
#ifdef __aarch64__
#define OWN_FRAMES 2
#else
#define OWN_FRAMES 1
#endif

#define STACK_SIZE       0x20000
#define LARGEST_FUNCTION 0x100

/* Two stacks, one above the other. */
static char stacks[2][STACK_SIZE] __attribute__((aligned(16)));
static ucontext_t main_context;
static volatile bool is_to_trap = true;

static bool is_on_stacks(uint64_t addr)
{
	return addr >= (uintptr_t)stacks &&
	       addr <= (uintptr_t)stacks + sizeof(stacks) - sizeof(uintptr_t);
}

static bool read_stacks(void *context, uint64_t addr, uint64_t *wordp)
{
	(void)context;
	if (!is_on_stacks(addr)) {
		return false;
	}
	*wordp = *(const volatile uintptr_t *)(uintptr_t)addr;
	return true;
}

static bool is_link(void *context, uint64_t link)
{
	(void)context;
	return link != 0 && !is_on_stacks(link);
}

static int middle(int size);

/* The next frame returns to what was noted; the leaf's, into its caller. */
static void expect(struct ksym_walk *walk, size_t at)
{
	struct ksym_walk_frame frame;
	const int result = ksym_walk_next(walk, &frame);
	const bool is_right =
		at < depth ? frame.link == returns[at]
			   : frame.link - (uintptr_t)middle < LARGEST_FUNCTION;

	if (result != 0 || !is_right) {
		printf("frame %zu: %d, 0x%llx\n", at, result,
			(unsigned long long)frame.link);
		exit(1);
	}
}

/* As it was when the code was interrupted, where a walk has a use for it. */
static uint64_t link_register(const void *context)
{
#ifdef __riscv
	return ((const ucontext_t *)context)->uc_mcontext.__gregs[1];
#else
	(void)context;
	return 0;
#endif
}

static void compare(uintptr_t frame_pointer, uint64_t link)
{
	static const struct ksym_walk_system system = {
		.layout = LAYOUT,
		.read = read_stacks,
		.is_link = is_link,
	};
	struct ksym_walk_frame frame;
	struct ksym_walk walk;

	ksym_walk_start(&walk, &system, NULL, frame_pointer, MOST);
	for (size_t own = 0; own < OWN_FRAMES; own++) {
		(void)ksym_walk_next(&walk, &frame);
	}
	ksym_walk_set_link(&walk, link);
	for (size_t i = depth + 1; i-- > 0;) {
		expect(&walk, i);
	}
	printf("%zu frames\n", depth + 1);
}

/* A function that cannot return has no need to keep where to. */
static void handle(int number, siginfo_t *info, void *context)
{
	(void)number;
	(void)info;
	compare(FRAME_POINTER(), link_register(context));
	if (is_to_trap) {
		exit(0);
	}
}

/* A leaf with a frame. On RISC-V it keeps no ra, by gcc. */
static __attribute__((noinline)) int interrupted(const volatile char *room)
{
	volatile char own[16];

	own[0] = room[0];
	if (is_to_trap) {
		__builtin_trap();
	}
	return own[0];
}

static __attribute__((noinline)) int middle(int size)
{
	volatile char room[size + 1];

	room[0] = (char)size;
	note(__builtin_return_address(0));
	return interrupted(room) + 1;
}

static __attribute__((noinline)) int outer(int rest)
{
	int sum;

	note(__builtin_return_address(0));
	sum = rest == 0 ? middle(100) : outer(rest - 1);
	return sum + 1;
}

static void run_on_stack(void)
{
	exit(outer(5));
}

int main(int argc, char **argv)
{
	const bool is_above = argc == 2 && strcmp(argv[1], "above") == 0;
	const stack_t alternate = { .ss_sp = stacks[is_above],
		.ss_size = STACK_SIZE };
	const struct sigaction action = { .sa_sigaction = handle,
		.sa_flags = SA_ONSTACK | SA_SIGINFO };
	ucontext_t context;

	if (sigaltstack(&alternate, NULL) != 0 ||
		sigaction(SIGILL, &action, NULL) != 0 ||
		sigaction(SIGTRAP, &action, NULL) != 0 ||
		getcontext(&context) != 0) {
		return 1;
	}
	context.uc_stack.ss_sp = stacks[!is_above];
	context.uc_stack.ss_size = STACK_SIZE;
	context.uc_link = NULL;
	makecontext(&context, run_on_stack, 0);
	return swapcontext(&main_context, &context);
}
