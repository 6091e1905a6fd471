/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The console breaks in the middle of a report: printing faults, and so does
 * what reports that. The panic must end all the same, by status 0. How many
 * hundred characters come through is typed, as a letter.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <kernel/console.h>
#include <kernel/init.h>
#include <kernel/panic.h>
#include <kernel/print.h>

#include "support/bring_up.h"
#include "support/qemu_exit.h"

static struct console *good;
static uint64_t chars_until_it_breaks;

/* The panic is what this test is about. */
void panic_exit(void)
{
	qemu_exit_success();
}

static void write_char(struct console *console, char c)
{
	if (console->chars_written >= chars_until_it_breaks) {
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

static __attribute__((noinline)) void fault(void)
{
	(void)*(const volatile char *)0x2000;
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
	print("Type a letter\n");
	chars_until_it_breaks = (uint64_t)(console_read_char() - 'a') * 100;
	good = console_register(&breaks);
	fault();
	qemu_exit_failure();
}
