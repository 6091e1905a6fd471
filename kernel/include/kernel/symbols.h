/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The kernel's own symbols, as ksym embedded them after the link. This is all
 * that the kernel knows of a table's format. No lock, no memory, no trust in
 * what the table holds: from any context, a panic included.
 */
#ifndef KERNEL_SYMBOLS_H
#define KERNEL_SYMBOLS_H

#include <stdbool.h>
#include <stdint.h>

/* Room for a name with its NUL; a longer one is cut. */
#define KERNEL_SYMBOL_NAME_SIZE 128

struct kernel_symbol {
	uint64_t addr;  /* first byte */
	uint64_t size;  /* bytes */
	bool is_object; /* data, not code */
	char name[KERNEL_SYMBOL_NAME_SIZE];
};

/* Makes the symbols ready, and checks them; before it, there are none. */
void symbols_init(void);

/* What symbols_init found wrong with the table, a sentence, or NULL. */
const char *symbols_error(void);

/* The number of symbols, 0 if none were embedded. */
uint64_t symbols_count(void);

/*
 * Finds the symbol that owns addr. Returns false, with *symp unchanged, if no
 * symbol does.
 */
bool symbols_lookup(uint64_t addr, struct kernel_symbol *symp);

/*
 * The same for the call that return_addr is behind, which may be the last
 * instruction of its function.
 */
bool symbols_lookup_call(uint64_t return_addr, struct kernel_symbol *symp);

#endif
