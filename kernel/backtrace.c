/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <kernel/backtrace.h>

#include <kernel/print.h>
#include <kernel/symbols.h>

#define RULE \
	"      -----------------------------------------------" \
	"-----------------------------------------------\n"

/* Characters of a name, so that what is behind the usual ones is aligned. */
#define NAME_WIDTH 21

#define INLINED " (inlined)"

static void print_frame(const struct kernel_frame *frame)
{
	char name[KERNEL_SYMBOL_NAME_SIZE + sizeof(INLINED)];

	format_text(name, sizeof(name), "%s%s", frame->function,
		frame->is_inlined ? INLINED : "");
	if (frame->line == 0) {
		print("%s\n", name);
		return;
	}
	print("%-*s %s:%u%s\n", NAME_WIDTH, name, frame->file, frame->line,
		frame->is_approximate ? " (approximate)" : "");
}

/* Prints entry number i + 1: a line for each frame, of which one has addr. */
static void print_place(size_t i, uint64_t addr, bool is_return)
{
	struct kernel_frame frame;
	size_t number = 0;

	print("%016lx | ", addr);
	while (symbols_frame(addr, is_return, number++, &frame)) {
		print_frame(&frame);
		if (!frame.is_inlined) {
			return;
		}
		print("      %2zu. %16s | ", i + 1, "");
	}
	print("Symbol not found\n");
}

static void print_entry(size_t i, const struct backtrace_entry *entry)
{
	switch (entry->kind) {
	case BACKTRACE_PC:
		print_place(i, entry->addr, false);
		break;
	case BACKTRACE_LINK:
		print_place(i, entry->addr, true);
		break;
	case BACKTRACE_BAD_FRAME:
		print("ERROR! Encountered invalid frame pointer (0x%016lx) "
		      "during backtrace\n",
			entry->addr);
		break;
	case BACKTRACE_BAD_LINK:
		print("ERROR! Link address (0x%016lx) is not contained in "
		      "kernel .text section\n",
			entry->addr);
		break;
	case BACKTRACE_CUT:
		print("... and more\n");
		break;
	}
}

void backtrace_print(const struct backtrace *b)
{
	print("Backtrace:\n" RULE
	      "          Address            Function containing address\n" RULE);
	for (size_t i = 0; i < b->count; i++) {
		print("      %2zu. ", i + 1);
		print_entry(i, &b->entries[i]);
	}
	print(RULE);
}
