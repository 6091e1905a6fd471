/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <kernel/panic.h>

#include <stdarg.h>

#include <kernel/backtrace.h>
#include <kernel/console.h>
#include <kernel/cpu.h>
#include <kernel/log.h>
#include <kernel/print.h>

__attribute__((weak)) _Noreturn void panic_exit(void)
{
	cpu_wait_forever();
}

bool panic_begin(const char *file, int line)
{
	/* A plain count is enough: one core runs, with interrupts masked. */
	static volatile unsigned int depth;

	cpu_mask_interrupts();
	switch (depth++) {
	case 0:
		log_stamp(' ');
		print("Kernel panic!\n\n"
		      "Panic location:\n"
		      "      File '%s', line %d\n\n",
			file, line);
		return true;
	case 1:
		print("\n\nPanic in the panic, file '%s', line %d\n", file,
			line);
		return false;
	case 2:
		panic_exit();
	default:
		cpu_wait_forever();
	}
}

void panic_end(void)
{
	console_flush();
	panic_exit();
}

void panic_at(const char *file, int line, const char *format, ...)
{
	struct backtrace backtrace;
	va_list args;

	if (panic_begin(file, line)) {
		va_start(args, format);
		vprint(format, args);
		va_end(args);
		print("\n\n");
		backtrace_capture(&backtrace);
		backtrace_print(&backtrace);
	}
	panic_end();
}
