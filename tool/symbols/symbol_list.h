/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The symbols on their way from an ELF into a table, or out of one. */
#ifndef KSYM_TOOL_SYMBOL_LIST_H
#define KSYM_TOOL_SYMBOL_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"

struct symbol {
	uint64_t addr; /* first byte */
	uint64_t size; /* bytes; 0: owns no address */
	const char *name;
	const char
		*source; /* its source file, where it was asked for; or NULL */
	size_t section;  /* index of its section; 0: not known */
	uint64_t room;  /* what a label may cover: bytes, UINT64_MAX: unknown */
	bool code;      /* its section is executable */
	bool qualified; /* its name is to say its source */
	bool resolver;  /* STT_GNU_IFUNC: code that chooses a function */
	uint8_t type;   /* enum ksym_type */
	uint8_t flags;  /* KSYM_GLOBAL, KSYM_WEAK, KSYM_INFERRED */
};

/*
 * A label in code whose size is not yet known. settle_owners computes it and
 * sets KSYM_INFERRED.
 */
bool symbol_is_label(const struct symbol *symbol);

struct name_chunk;

/* Zero-initialise before use. */
struct symbol_list {
	struct symbol *symbols;
	size_t count;
	size_t capacity;
	struct name_chunk *names;
};

/* Appends a copy of SYMBOL; its name stays the caller's. */
bool symbol_list_append(struct symbol_list *list, const struct symbol *symbol,
	struct error *err);

/* The same with the name copied into the list. */
bool symbol_list_add(struct symbol_list *list, const struct symbol *symbol,
	struct error *err);

/* A copy of the LENGTH bytes at NAME, NUL-terminated; NULL: out of memory. */
const char *symbol_list_name(
	struct symbol_list *list, const char *name, size_t length);

void symbol_list_free(struct symbol_list *list);

/*
 * The order of every table, total but for equal symbols: addresses ascend, then
 * sizes descend, then the name to prefer comes last (docs/symbols.md,
 * rules 4 and 5). The owner of an address is the last symbol
 * whose range holds it.
 */
int symbol_compare(const void *a, const void *b);

/* Sorts, and drops duplicates. */
void symbol_list_sort(struct symbol_list *list);

#endif
