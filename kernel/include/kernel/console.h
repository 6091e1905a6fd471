/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The console: where the kernel's text goes and typed text comes from. A driver
 * embeds a struct console and registers it; until then a null console takes
 * what is written. Nothing here takes a lock or needs memory, so all of it may
 * be called from any context, a panic included.
 */
#ifndef KERNEL_CONSOLE_H
#define KERNEL_CONSOLE_H

#include <stdbool.h>
#include <stdint.h>

struct console {
	const char *name;

	/* Sends one character. Must come back, even if the device is dead. */
	void (*write_char)(struct console *console, char c);

	/* Takes one received character; returns false at once if none is. */
	bool (*read_char)(struct console *console, char *cp);

	/* Waits, for a bounded time, until all characters have left. */
	void (*flush)(struct console *console);

	uint64_t chars_written;
	uint64_t chars_read;
};

/*
 * Makes console the one in use, after what the one before it still holds has
 * left, and returns that one. It must live for as long as it is in use.
 */
struct console *console_register(struct console *console);

/* The console in use, never NULL. */
const struct console *console_current(void);

void console_write_char(char c);
void console_flush(void);

/* Takes one received character; returns false if there is none. */
bool console_try_read_char(char *cp);

/* Waits for a character, a carriage return read as a newline. */
char console_read_char(void);

#endif
