/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <kernel/panic.h>

#include <stdarg.h>
#include <stdbool.h>

#include <kernel/console.h>
#include <kernel/cpu.h>
#include <kernel/log.h>
#include <kernel/print.h>

__attribute__((weak)) _Noreturn void panic_exit(void)
{
	cpu_wait_forever();
}

/* One core runs, with interrupts masked: a plain flag is enough. */
static void stop_if_panicking(void)
{
	static volatile bool panicking;

	if (panicking) {
		panic_exit();
	}
	panicking = true;
}

void panic_begin(const char *file, int line)
{
	cpu_mask_interrupts();
	stop_if_panicking();

	log_stamp(' ');
	print("Kernel panic!\n\n"
	      "Panic location:\n"
	      "      File '%s', line %d\n\n",
		file, line);
}

void panic_end(void)
{
	console_flush();
	panic_exit();
}

void panic_at(const char *file, int line, const char *format, ...)
{
	va_list args;

	panic_begin(file, line);
	va_start(args, format);
	vprint(format, args);
	va_end(args);
	print("\n");
	panic_end();
}
