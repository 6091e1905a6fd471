/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The kernel's own symbols, as ksym embedded them after the link. This is all
 * that the kernel knows of a table's format. No lock, no memory, no trust in
 * what the table holds: from any context, a panic included.
 */
#ifndef KERNEL_SYMBOLS_H
#define KERNEL_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Room for a name or a path with its NUL; a longer one is cut. */
#define KERNEL_SYMBOL_NAME_SIZE 128
#define KERNEL_SOURCE_FILE_SIZE 128

struct kernel_symbol {
	uint64_t addr;  /* first byte */
	uint64_t size;  /* bytes */
	bool is_object; /* data, not code */
	char name[KERNEL_SYMBOL_NAME_SIZE];
};

/* A function that code is part of: a symbol's, or one that was inlined. */
struct kernel_frame {
	bool is_inlined;     /* into the next frame; if not, this is the last */
	bool is_approximate; /* the line is that of a call near by */
	uint32_t line;       /* in file, from 1; 0: not known */
	char file[KERNEL_SOURCE_FILE_SIZE];
	char function[KERNEL_SYMBOL_NAME_SIZE];
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
 * Finds a frame of the code at addr, or with is_return of the call that addr is
 * behind, which may be the last instruction of its function. Frame 0 is the
 * innermost function, the next one is what it was inlined into, the last one is
 * the symbol's. Where lines are unknown or damaged that frame comes at once,
 * without its line. Each call reads from frame 0 on, and so needs its 1.2 KB
 * of stack only while it runs. Returns false, and then *framep means nothing,
 * if no symbol owns the code.
 */
bool symbols_frame(uint64_t addr, bool is_return, size_t number,
	struct kernel_frame *framep);

#endif
