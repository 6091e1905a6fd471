/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Backtraces: all the code of a kernel for the walker of libksym. */
#include "trace.h"

#include <stddef.h>

#include <ksym_walk.h>

#include "machine.h"
#include "panic.h"

extern const char __text_start[], __text_end[], __stack_start[], __stack_end[];

static bool read_stack(void *context, uint64_t addr, uint64_t *wordp)
{
	(void)context;
	if (addr < (uintptr_t)__stack_start ||
		addr > (uintptr_t)__stack_end - sizeof(uintptr_t)) {
		return false;
	}
	*wordp = *(const volatile uintptr_t *)(uintptr_t)addr;
	return true;
}

static bool is_link(void *context, uint64_t link)
{
	(void)context;
	return link > (uintptr_t)__text_start && link <= (uintptr_t)__text_end;
}

void trace_callers(uintptr_t frame)
{
	static const struct ksym_walk_system system = {
		.layout = MACHINE_LAYOUT,
		.read = read_stack,
		.is_link = is_link,
	};
	struct ksym_walk walk;
	struct ksym_walk_frame caller;
	int result;

	ksym_walk_start(&walk, &system, NULL, frame, 32);
	while ((result = ksym_walk_next(&walk, &caller)) == 0) {
		trace_address(caller.link, true);
	}
	if (result != -KSYM_WALK_END) { /* with what was found there */
		trace_address(
			caller.link != 0 ? caller.link : caller.frame, false);
	}
	print("  ");
	print(ksym_walk_strerror(result));
	print("\n");
}
