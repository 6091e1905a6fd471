/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <kernel/console.h>

#include <kernel/log.h>
#include <kernel/print.h>
#include <kernel/string.h>

#include "support/kernel_test.h"

/* A console that keeps what is written and has a text to read. */
struct recorder {
	struct console console;
	const char *input;
	char output[64];
};

static void record_char(struct console *console, char c)
{
	struct recorder *const recorder = (struct recorder *)(void *)console;

	if (console->chars_written < sizeof(recorder->output) - 1) {
		recorder->output[console->chars_written] = c;
	}
}

static bool read_recorded(struct console *console, char *cp)
{
	struct recorder *const recorder = (struct recorder *)(void *)console;

	if (*recorder->input == '\0') {
		return false;
	}
	*cp = *recorder->input++;
	return true;
}

static void flush_nothing(struct console *console)
{
	(void)console;
}

static struct recorder make_recorder(const char *input)
{
	return (struct recorder){
		.console = {
			.name = "recorder",
			.write_char = record_char,
			.read_char = read_recorded,
			.flush = flush_nothing,
		},
		.input = input,
	};
}

KERNEL_TEST(console_counts_what_it_writes_and_reads)
{
	struct recorder recorder = make_recorder("a\r");
	struct console *const before = console_register(&recorder.console);
	const bool is_current = console_current() == &recorder.console;
	char c[3] = "xx";
	bool has_third;

	print("%d", 123);
	c[0] = console_read_char();
	c[1] = console_read_char();
	has_third = console_try_read_char(&c[2]);
	console_register(before);

	kernel_assert(is_current);
	kernel_assert(console_current() == before);
	kernel_assert(strcmp(recorder.output, "123") == 0);
	kernel_assert(recorder.console.chars_written == 3);

	/* A carriage return reads as a newline. */
	kernel_assert(strcmp(c, "a\n") == 0);
	kernel_assert(!has_third);
	kernel_assert(recorder.console.chars_read == 2);
}

/* Only the console in use echoes. */
KERNEL_TEST(console_keeps_and_echoes_what_it_receives)
{
	struct recorder recorder = make_recorder("");
	struct console *before;
	char c[4] = "xxx";

	console_receive(&recorder.console, 'a');
	kernel_assert(recorder.console.chars_written == 0);
	before = console_register(&recorder.console);
	console_receive(&recorder.console, '\r');
	for (int i = 0; i < 3; i++) {
		console_try_read_char(&c[i]);
	}
	console_register(before);

	kernel_assert(strcmp(c, "a\nx") == 0);
	kernel_assert(strcmp(recorder.output, "\n") == 0);
	kernel_assert(recorder.console.chars_received == 2);
	kernel_assert(recorder.console.chars_read == 2);
	kernel_assert(recorder.console.chars_lost == 0);
}

KERNEL_TEST(console_loses_the_oldest_that_nobody_reads)
{
	struct recorder recorder = make_recorder("");
	struct console *const before = console_register(&recorder.console);
	bool is_in_order = true;
	char c;

	/* The second time from the middle of the ring */
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < CONSOLE_INPUT_SIZE + 3; i++) {
			console_receive(&recorder.console, (char)(' ' + i));
		}
		for (int i = 3; i < CONSOLE_INPUT_SIZE + 3; i++) {
			is_in_order = is_in_order &&
				      console_try_read_char(&c) &&
				      c == (char)(' ' + i);
		}
		is_in_order = is_in_order && !console_try_read_char(&c);
	}
	console_register(before);
	kernel_assert(is_in_order);
	kernel_assert(recorder.console.chars_lost == 6);
	kernel_assert(recorder.console.chars_read == 2 * CONSOLE_INPUT_SIZE);
}

KERNEL_TEST(console_that_interrupts_is_not_polled)
{
	struct recorder recorder = make_recorder("a");
	struct console *const before = console_register(&recorder.console);
	bool has_polled;
	char c = 'x';

	recorder.console.interrupt_driven = true;
	has_polled = console_try_read_char(&c);
	console_register(before);
	kernel_assert(!has_polled && c == 'x');
}

/* A `0` stands for a digit, a `_` for a digit or a blank. */
static bool stands_for(char pattern, char c)
{
	const bool is_digit = c >= '0' && c <= '9';

	switch (pattern) {
	case '0':
		return is_digit;
	case '_':
		return is_digit || c == ' ';
	default:
		return c == pattern;
	}
}

static bool matches(const char *pattern, const char *text)
{
	while (*pattern != '\0' && stands_for(*pattern, *text)) {
		pattern++;
		text++;
	}
	return *pattern == '\0' && *text == '\0';
}

KERNEL_TEST(log_stamps_its_lines)
{
	struct recorder info_line = make_recorder("");
	struct recorder warn_line = make_recorder("");
	struct console *const before = console_register(&info_line.console);

	info("%s %d", "text", 1);
	console_register(&warn_line.console);
	warn("text");
	console_register(before);

	kernel_assert(matches("[  __0.000000] text 1\n", info_line.output));
	kernel_assert(matches("[W __0.000000] text\n", warn_line.output));
}
