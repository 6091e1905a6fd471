/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The seam between the command and a table's format: symbols in, bytes out;
 * bytes in, answers out. One struct table_format is all that a format is.
 */
#ifndef KSYM_TOOL_TABLE_H
#define KSYM_TOOL_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buffer.h"
#include "elf_file.h"
#include "error.h"
#include "reservation.h"
#include "symbol_index.h"
#include "symbol_list.h"

/* A part of a table, for `info`. */
struct table_part {
	const char *name;
	uint64_t bytes;
};

/* An embedded table, opened for reading. */
struct table {
	const struct table_format *format;
	unsigned word_size; /* of its ELF, bytes */
	struct buffer bytes;
	uint64_t used; /* bytes of the reservation that the table takes */
	struct symbol_list list;
	struct symbol_index index;
};

struct table_format {
	const char *name;
	bool counted; /* its number of symbols stands in NUM_KERNEL_SYMBOLS */

	/* Encodes LIST for an ELF like FILE, to be linked at ADDR. */
	bool (*encode)(const struct symbol_list *list,
		const struct elf_file *file, uint64_t addr, struct buffer *out,
		struct error *err);
	/* Reads table->bytes; the table is freed by the caller in any case. */
	bool (*open)(struct table *table, const struct reservation *reservation,
		struct error *err);
	/* Counts the symbols of a table made elsewhere, checking it. */
	bool (*check)(const struct buffer *bytes,
		const struct reservation *reservation, const char *path,
		uint64_t *countp, struct error *err);

	size_t (*count)(const struct table *table);
	/* The name is valid until the next call. */
	void (*get)(
		const struct table *table, size_t i, struct symbol *symbolp);
	bool (*lookup)(const struct table *table, uint64_t addr, size_t *ip);
	/* The first symbol of that name at FROM or after. */
	bool (*find)(const struct table *table, const char *name, size_t from,
		size_t *ip);
	/* Ends with a part that has no name. */
	void (*parts)(const struct table *table, struct table_part parts[8]);
};

extern const struct table_format flat_format;

/* The format of that name, or NULL. */
const struct table_format *table_format_by_name(const char *name);

/* Opens the table that the reservation holds. */
bool table_open(struct table *table, const struct reservation *reservation,
	struct error *err);
void table_close(struct table *table);

#endif
