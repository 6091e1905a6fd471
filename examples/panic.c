/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Panics: prints the reason, the place and the callers, and turns the machine
 * off.
 */
#include "panic.h"

#include <stdbool.h>

#include "machine.h"
#include "trace.h"

void print(const char *text)
{
	while (*text != '\0') {
		console_put(*text++);
	}
}

/* Prints the reason, once: a second panic turns the machine off. */
static void begin(const char *why)
{
	static volatile bool panicking;

	if (panicking) {
		power_off();
	}
	panicking = true;
	print("Kernel panic: ");
	print(why);
	print("\n");
}

void panic(const char *why)
{
	begin(why);
	trace_callers(MACHINE_FRAME());
	power_off();
}

void fault(uintptr_t pc, uintptr_t frame)
{
	begin("CPU exception");
	trace_address(pc, false);
	trace_callers(frame);
	power_off();
}
