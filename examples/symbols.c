/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Names and lines of addresses: all the code of a kernel for libksym. */
#include <ksym.h>

#include "panic.h"
#include "trace.h"

KSYM_RESERVE(32 * 1024);

extern const char __kernel_symbols_start[], __kernel_symbols_end[];

/* Prints a number, of that many digits or more. */
static void print_number(uintptr_t number, unsigned int base, int digits)
{
	char text[20];
	int count = 0;

	do {
		text[count++] = "0123456789abcdef"[number % base];
		number /= base;
	} while (number != 0 || count < digits);
	while (count > 0) {
		console_put(text[--count]);
	}
}

/* Prints a line: an address, what is there, and where its source is. */
static void print_frame(const struct ksym_table *symbols, uint64_t addr,
	const char *what, const struct ksym_frame *frame)
{
	char file[160];

	print("  0x");
	print_number((uintptr_t)addr, 16, sizeof(uintptr_t) * 2);
	print(" ");
	print(what);
	print(frame->flags & KSYM_FRAME_INLINED ? " (inlined)" : "");
	if (frame->line != 0) {
		ksym_frame_file(symbols, frame, file, sizeof(file));
		print(" ");
		print(file);
		print(":");
		print_number(frame->line, 10, 1);
	}
	print("\n");
}

void trace_address(uint64_t addr, bool is_return)
{
	struct ksym_frame frame;
	struct ksym_table symbols;
	struct ksym_frames lines;
	char text[160];
	const int opened = ksym_open(&symbols, __kernel_symbols_start,
		(size_t)(__kernel_symbols_end - __kernel_symbols_start));
	int result;

	(void)(is_return ? ksym_lines_call : ksym_lines)(
		&symbols, addr, &lines);
	while ((result = ksym_lines_next(&lines, &frame)) == 1 &&
		frame.flags & KSYM_FRAME_INLINED) {
		ksym_frame_function(&symbols, &frame, text, sizeof(text));
		print_frame(&symbols, addr, text, &frame);
	}
	if (result != 1) { /* not known, or damaged */
		frame = (struct ksym_frame){ .line = 0 };
	}
	result = (is_return ? ksym_format_call : ksym_format)(
		&symbols, addr, text, sizeof(text));
	print_frame(&symbols, addr,
		result > 0 ? text
			   : ksym_strerror(opened != 0 ? opened : result),
		&frame);
}
