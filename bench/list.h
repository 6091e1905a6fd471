/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The symbols that every contestant answers for, in the order of a table, and
 * the answers that are right: worked out here from the list alone.
 */
#ifndef KSYM_BENCH_LIST_H
#define KSYM_BENCH_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NOBODY UINT32_MAX

struct item {
	uint64_t addr, size;
	const char *name;
	uint8_t type, flags;
	char letter;
};

struct list {
	struct item *items;
	uint32_t count;
	size_t longest;  /* bytes of the longest name */
	uint64_t *reach; /* the greatest last byte among the items up to one */
	uint32_t *by_name; /* items by name, then by number */
	char *text;
};

/* Makes an item of a line, which it points into; false: leaves it out. */
typedef bool list_parser(char *line, struct item *itemp);

/*
 * An `ADDR SIZE TYPE FLAGS LETTER NAME` line: hexadecimal, two decimal numbers
 * as in ksym.h, nm's letter.
 */
bool list_line(char *line, struct item *itemp);

/* Reads a file of lines. Ends the program if it cannot. */
void list_read(const char *path, list_parser *parse, struct list *list);

/* The last item that starts at or below ADDR, or NOBODY. */
uint32_t list_before(const struct list *list, uint64_t addr);

/* The last item that covers ADDR, or NOBODY. */
uint32_t list_owner(const struct list *list, uint64_t addr);

/* The first item of that name, or NOBODY. */
uint32_t list_find(const struct list *list, const char *name);

#endif
