/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <kernel/console.h>

#include <kernel/cpu.h>
#include <kernel/mmio.h>

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

static void flush(struct console *console)
{
	mmio_switch_device();
	console->flush(console);
	mmio_switch_device();
}

struct console *console_register(struct console *console)
{
	const uint64_t interrupts = arch_interrupts_save_and_mask();
	struct console *const before = current;

	flush(before);
	current = console;
	arch_interrupts_restore(interrupts);
	return before;
}

const struct console *console_current(void)
{
	return current;
}

/* Takes no lock: a panic must write even if it strikes the holder. */
void console_write_char(char c)
{
	const uint64_t interrupts = arch_interrupts_save_and_mask();

	mmio_switch_device();
	current->write_char(current, c);
	mmio_switch_device();
	current->chars_written++;
	arch_interrupts_restore(interrupts);
}

void console_flush(void)
{
	flush(current);
}

static char newline_if_return(char c)
{
	return c == '\r' ? '\n' : c;
}

static bool take_input(struct console *console, char *cp)
{
	if (console->waiting == 0) {
		return false;
	}
	*cp = console->input[console->next];
	console->next = (console->next + 1) % CONSOLE_INPUT_SIZE;
	console->waiting--;
	return true;
}

static void keep_input(struct console *console, char c)
{
	char oldest;

	if (console->waiting == CONSOLE_INPUT_SIZE) {
		take_input(console, &oldest);
		console->chars_lost++;
	}
	console->input[(console->next + console->waiting) % CONSOLE_INPUT_SIZE] =
		c;
	console->waiting++;
	console->chars_received++;
}

static bool poll_input(struct console *console, char *cp)
{
	bool has_char;

	if (console->interrupt_driven) {
		return false;
	}
	mmio_switch_device();
	has_char = console->read_char(console, cp);
	mmio_switch_device();
	if (has_char) {
		*cp = newline_if_return(*cp);
	}
	return has_char;
}

bool console_try_read_char(char *cp)
{
	const uint64_t interrupts = arch_interrupts_save_and_mask();
	const bool has_char =
		take_input(current, cp) || poll_input(current, cp);

	current->chars_read += has_char;
	arch_interrupts_restore(interrupts);
	return has_char;
}

char console_read_char(void)
{
	char c;

	while (!console_try_read_char(&c)) {
	}
	return c;
}

void console_receive(struct console *console, char c)
{
	const char received = newline_if_return(c);
	const uint64_t interrupts = arch_interrupts_save_and_mask();

	keep_input(console, received);
	arch_interrupts_restore(interrupts);
	if (console == current) {
		console_write_char(received);
	}
}
