/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <kernel/log.h>

#include <stdarg.h>

#include <kernel/print.h>
#include <kernel/time.h>

void log_stamp(char kind)
{
	const uint64_t us = time_uptime_ns() / NS_PER_US;

	print("[%c %3lu.%06lu] ", kind, us / 1000000, us % 1000000);
}

static void log_line(char kind, const char *format, va_list args)
{
	log_stamp(kind);
	vprint(format, args);
	print("\n");
}

void info(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	log_line(' ', format, args);
	va_end(args);
}

void warn(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	log_line('W', format, args);
	va_end(args);
}
