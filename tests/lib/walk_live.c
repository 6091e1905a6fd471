// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * walk_live: ksym_walk on this program's own stack, as its compiler lays it.
 * LAYOUT is the machine's initialiser. Each function notes where it returns to;
 * the walk must find the same. Prints the number of frames.
 */
#include "walk_own.h"

#include <stdio.h>
#include <stdlib.h>

static uintptr_t stack_end;

static bool read_own(void *context, uint64_t addr, uint64_t *wordp)
{
	const uintptr_t start = *(const uintptr_t *)context;

	if (addr < start || addr >= stack_end) {
		return false;
	}
	*wordp = *(const volatile uintptr_t *)(uintptr_t)addr;
	return true;
}

static bool is_any(void *context, uint64_t link)
{
	(void)context;
	return link != 0;
}

static void compare(uintptr_t frame_pointer)
{
	static const struct ksym_walk_system system = {
		.layout = LAYOUT,
		.read = read_own,
		.is_link = is_any,
	};
	uintptr_t start = frame_pointer - 64;
	struct ksym_walk_frame frame;
	struct ksym_walk walk;

	ksym_walk_start(&walk, &system, &start, frame_pointer, MOST);
	for (size_t i = depth; i-- > 0;) {
		const int result = ksym_walk_next(&walk, &frame);

		if (result != 0 || frame.link != returns[i]) {
			printf("frame %zu: %d, 0x%llx, not 0x%llx\n", i, result,
				(unsigned long long)frame.link,
				(unsigned long long)returns[i]);
			exit(1);
		}
	}
}

/* A call of compare that is the last thing done would take the frame's place. */
static __attribute__((noinline)) int innermost(volatile char *room)
{
	note(__builtin_return_address(0));
	compare(FRAME_POINTER());
	return room[0];
}

static __attribute__((noinline)) int middle(int size)
{
	volatile char room[size + 1];

	room[0] = (char)size;
	note(__builtin_return_address(0));
	return innermost(room) + 1;
}

static __attribute__((noinline)) int outer(int rest)
{
	int sum;

	note(__builtin_return_address(0));
	sum = rest == 0 ? middle(100) : outer(rest - 1);
	return sum + 1;
}

int main(void)
{
	/* main's frame is above this, and no larger than the distance. */
	stack_end = FRAME_POINTER() + 1024;
	if (outer(5) != 100 + 1 + 6) {
		return 1;
	}
	printf("%zu frames\n", depth);
	return 0;
}
