/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <kernel/backtrace.h>

#include <kernel/print.h>
#include <kernel/symbols.h>

#define RULE \
	"      -----------------------------------------------" \
	"-----------------------------------------------\n"

static void print_place(
	uint64_t addr, bool (*lookup)(uint64_t, struct kernel_symbol *))
{
	struct kernel_symbol symbol;

	print("%016lx | %s\n", addr,
		lookup(addr, &symbol) ? symbol.name : "Symbol not found");
}

static void print_entry(const struct backtrace_entry *entry)
{
	switch (entry->kind) {
	case BACKTRACE_PC:
		print_place(entry->addr, symbols_lookup);
		break;
	case BACKTRACE_LINK:
		print_place(entry->addr, symbols_lookup_call);
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
		print_entry(&b->entries[i]);
	}
	print(RULE);
}
