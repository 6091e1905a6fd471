/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "say.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/error.h"
#include "options.h"
#include "progress.h"

static unsigned wanted;

void say_color(unsigned color)
{
	wanted = color;
}

bool say_in_color(FILE *stream)
{
	const char *none = getenv("NO_COLOR");
	const char *terminal = getenv("TERM");

	if (wanted == COLOR_ALWAYS || wanted == COLOR_NEVER) {
		return wanted == COLOR_ALWAYS;
	}
	return isatty(fileno(stream)) && (none == NULL || none[0] == '\0') &&
	       terminal != NULL && strcmp(terminal, "dumb") != 0;
}

static void say(const char *color, const char *text)
{
	const bool colored = say_in_color(stderr);

	progress_end();
	fprintf(stderr, "%sksym:%s %s\n", colored ? color : "",
		colored ? SAY_END : "", text);
}

void say_note(const char *format, ...)
{
	struct error line = { 0 };
	char text[sizeof(line.text)];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	/* Without control bytes that a file's name may have. */
	error_set(&line, "%s", text);
	say("\033[1m", line.text);
}

void say_error(const char *text)
{
	say("\033[1;31m", text);
}
