/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "error.h"

#include <stdarg.h>
#include <stdio.h>

static void set_text(struct error *err, const char *format, va_list args)
{
	(void)vsnprintf(err->text, sizeof(err->text), format, args);
	for (char *c = err->text; *c != '\0'; c++) {
		if ((unsigned char)*c < ' ' || *c == 0x7f) {
			*c = '?';
		}
	}
}

bool fail(struct error *err, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	set_text(err, format, args);
	va_end(args);
	return false;
}

bool fail_usage(struct error *err, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	set_text(err, format, args);
	va_end(args);
	err->usage = true;
	return false;
}
