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

#include <ksym.h>

#include "core/buffer.h"
#include "elf/elf_file.h"
#include "core/error.h"
#include "origin.h"
#include "place/reservation.h"
#include "symbols/symbol_index.h"
#include "symbols/symbol_list.h"

/* A part of a table, for `info`. */
struct table_part {
	const char *name;
	uint64_t bytes;
};

#define TABLE_PARTS 16

/* Anything else about a table, for `info`. */
struct table_fact {
	const char *name;
	enum fact_kind {
		FACT_TEXT,
		FACT_NUMBER,
		FACT_FLAG
	} kind;
	char text[64]; /* of a flag: yes or no */
};

#define TABLE_FACTS 24

/* What a table is made for. */
struct table_target {
	const struct elf_file *file; /* or NULL: for no ELF in particular */
	uint64_t addr;               /* where it will be linked */
	bool by_name;                /* names are to be found fast */
	struct origin origin;        /* what it is to say of itself */
};

/* A table, opened for reading. */
struct table {
	const struct table_format *format;
	const char *path;    /* of the file that holds it, for messages */
	unsigned word_size;  /* of an address, bytes */
	struct buffer bytes; /* the table, and what of its place it leaves */
	uint64_t used;       /* bytes that the table takes */

	/* flat */
	struct symbol_list list;
	struct symbol_index index;

	/* compact */
	struct ksym_table compact;
	char *name; /* of the last symbol got */
};

struct table_format {
	const char *name;
	bool counted; /* its number of symbols stands in NUM_KERNEL_SYMBOLS */
	bool typed;   /* it stores types and flags */

	bool (*encode)(const struct symbol_list *list,
		const struct table_target *target, struct buffer *out,
		struct error *err);
	/*
	 * Reads table->bytes, from RESERVATION or, if that is NULL, from a file
	 * of its own. The table is closed by the caller in any case.
	 */
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
	/* The owner of an address, its name valid as get's is. */
	bool (*lookup)(const struct table *table, uint64_t addr,
		struct symbol *symbolp);
	/*
	 * The first symbol of that name at FROM or after, where FROM is 0 or
	 * one past a symbol of that name.
	 */
	bool (*find)(const struct table *table, const char *name, size_t from,
		size_t *ip);
	/* Whether find does not read the whole table. */
	bool (*finds_fast)(const struct table *table);
	/* What a table that was opened or checked says of itself; or NULL. */
	void (*origin)(const struct buffer *bytes, struct origin *origin);
	/* Ends with a part that has no name. */
	void (*parts)(const struct table *table,
		struct table_part parts[TABLE_PARTS]);
	/* Ends with a fact that has no name; NULL: there are none. */
	void (*facts)(const struct table *table,
		struct table_fact facts[TABLE_FACTS]);
};

extern const struct table_format compact_format;
extern const struct table_format flat_format;

/* The format of that name, or NULL. */
const struct table_format *table_format_by_name(const char *name);

/* The format of a table by its first bytes: flat, if it has no magic number. */
const struct table_format *table_format_of(const struct buffer *bytes);

/* Opens the table that the reservation holds, of whichever format it is. */
bool table_open(struct table *table, const struct reservation *reservation,
	struct error *err);

/*
 * Whether a table may be written over what the reservation holds: erased
 * memory, all 0x00 or all 0xff, or what begins with a table.
 */
bool table_may_replace(
	const struct reservation *reservation, struct error *err);

/* Whether the reservation is erased memory, all 0x00 or all 0xff. */
bool table_is_erased(const struct reservation *reservation);

/* Opens BYTES, a compact table, and takes them over: free'd on error too. */
bool table_open_bytes(struct table *table, const char *path,
	const struct buffer *bytes, struct error *err);

/* Opens PATH, a file that holds a compact table and nothing else. */
bool table_open_file(struct table *table, const char *path, struct error *err);
void table_close(struct table *table);

/* What the table says of itself; false: its format has no place for that. */
bool table_origin(const struct table *table, struct origin *origin);

/*
 * Whether the table may be of the build with that id, SIZE bytes of which the
 * first 20 count: false if it says that it is of another.
 */
bool table_is_build(const struct table *table, const void *id, size_t size);

#endif
