/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <kernel/console.h>

static void null_write_char(struct console *console, char c)
{
	(void)console;
	(void)c;
}

static bool null_read_char(struct console *console, char *cp)
{
	(void)console;
	(void)cp;
	return false;
}

static void null_flush(struct console *console)
{
	(void)console;
}

static struct console null_console = {
	.name = "null console",
	.write_char = null_write_char,
	.read_char = null_read_char,
	.flush = null_flush,
};

static struct console *current = &null_console;

struct console *console_register(struct console *console)
{
	struct console *const before = current;

	before->flush(before);
	current = console;
	return before;
}

const struct console *console_current(void)
{
	return current;
}

void console_write_char(char c)
{
	current->write_char(current, c);
	current->chars_written++;
}

void console_flush(void)
{
	current->flush(current);
}

bool console_try_read_char(char *cp)
{
	if (!current->read_char(current, cp)) {
		return false;
	}
	if (*cp == '\r') {
		*cp = '\n';
	}
	current->chars_read++;
	return true;
}

char console_read_char(void)
{
	char c;

	while (!console_try_read_char(&c)) {
	}
	return c;
}
