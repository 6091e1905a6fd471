/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The console breaks in the middle of a report: printing faults, and so does
 * what reports that. The panic must end all the same, by status 0.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <kernel/console.h>
#include <kernel/init.h>
#include <kernel/panic.h>

#include "support/bring_up.h"
#include "support/qemu_exit.h"

/* Characters that come through: the head of the report. */
#define CHARS_UNTIL_IT_BREAKS 120

static struct console *good;

/* The panic is what this test is about. */
void panic_exit(void)
{
	qemu_exit_success();
}

static void write_char(struct console *console, char c)
{
	if (console->chars_written >= CHARS_UNTIL_IT_BREAKS) {
		*(volatile char *)0x1000 = c;
	}
	good->write_char(good, c);
}

static bool read_char(struct console *console, char *cp)
{
	(void)console;
	(void)cp;
	return false;
}

static void flush(struct console *console)
{
	(void)console;
	good->flush(good);
}

void kernel_init(void)
{
	static struct console breaks = {
		.name = "breaks",
		.write_char = write_char,
		.read_char = read_char,
		.flush = flush,
	};

	bring_up();
	good = console_register(&breaks);
	panic("a message that is longer than what still comes through, so its "
	      "end is not seen");
}
