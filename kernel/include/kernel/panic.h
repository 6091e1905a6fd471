/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The end of the kernel. A panic masks interrupts, prints what happened, where,
 * and the calls that led there, and leaves through panic_exit(). A panic while
 * another is on its way prints where that is and leaves; one more leaves at
 * once; and if panic_exit() panics all the same, the kernel sleeps. From any
 * context.
 */
#ifndef KERNEL_PANIC_H
#define KERNEL_PANIC_H

#include <stdbool.h>

#define panic(...) panic_at(__FILE__, __LINE__, __VA_ARGS__)

/* For what can only be false through a mistake of ours. */
#define kernel_assert(condition) \
	do { \
		if (!(condition)) { \
			panic("assertion failed: %s", #condition); \
		} \
	} while (0)

__attribute__((format(printf, 3, 4))) _Noreturn void panic_at(
	const char *file, int line, const char *format, ...);

/*
 * The same in parts, for a report of many lines: prints the head, up to the
 * location, and leaves the rest to the caller, who ends with panic_end().
 * Returns false if another panic is on its way: the rest is then to be short,
 * and to depend on little.
 */
bool panic_begin(const char *file, int line);
_Noreturn void panic_end(void);

/* What a panic ends with: the kernel sleeps. Weak, for tests to replace. */
_Noreturn void panic_exit(void);

#endif
