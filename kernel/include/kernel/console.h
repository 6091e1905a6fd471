/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The console: where the kernel's text goes and typed text comes from. A driver
 * embeds a struct console and registers it; until then a null console takes
 * what is written. What is typed is either polled, or handed over and echoed by
 * the driver's interrupt handler.
 *
 * IRQs are masked while a character is on its way through, not longer. No call
 * takes a lock or needs memory, so that each works from any context, a panic
 * included.
 */
#ifndef KERNEL_CONSOLE_H
#define KERNEL_CONSOLE_H

#include <stdbool.h>
#include <stdint.h>

/* Received characters that wait to be read; of more, the oldest are lost. */
#define CONSOLE_INPUT_SIZE 64

struct console {
	const char *name;

	/* Sends one character. Must come back, even if the device is dead. */
	void (*write_char)(struct console *console, char c);

	/* Takes one received character; returns false at once if none is. */
	bool (*read_char)(struct console *console, char *cp);

	/* Waits, for a bounded time, until all characters have left. */
	void (*flush)(struct console *console);

	/* The driver calls console_receive(): read_char is not asked. */
	bool interrupt_driven;

	uint64_t chars_written;
	uint64_t chars_received; /* by interrupt */
	uint64_t chars_read;
	uint64_t chars_lost;

	char input[CONSOLE_INPUT_SIZE];
	unsigned int waiting; /* characters in input */
	unsigned int next;    /* the first of them */
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

/*
 * Keeps a character that console received, to be read later, and echoes it if
 * the console is the one in use. From the driver's interrupt handler.
 */
void console_receive(struct console *console, char c);

#endif
