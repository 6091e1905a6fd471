/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The end of the kernel. A panic masks interrupts, prints what happened and
 * where, and leaves through panic_exit(). A panic while another is on its way
 * leaves at once and prints nothing. From any context.
 */
#ifndef KERNEL_PANIC_H
#define KERNEL_PANIC_H

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
 */
void panic_begin(const char *file, int line);
_Noreturn void panic_end(void);

/* What a panic ends with: the kernel sleeps. Weak, for tests to replace. */
_Noreturn void panic_exit(void);

#endif
