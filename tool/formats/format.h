/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * What a format of tables is: symbols in, bytes out; bytes in, answers out. A
 * format knows no ELF: whoever has one says what of it counts.
 */
#ifndef KSYM_TOOL_FORMAT_H
#define KSYM_TOOL_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buffer.h"
#include "core/error.h"
#include "origin.h"
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
		FACT_COUNT,
		FACT_RATIO,
		FACT_FLAG
	} kind;
	char text[64];  /* of a text */
	uint64_t count; /* of a count */
	double ratio;   /* in whole thousandths */
	bool flag;
};

#define TABLE_FACTS 24

/* What a table is made for. */
struct table_target {
	const char *path;     /* of the ELF, for messages; NULL: none */
	uint64_t addr;        /* where it will be linked */
	unsigned word_size;   /* of an address there, bytes; 0: not known */
	bool big_endian;      /* its byte order */
	bool by_name;         /* names are to be found fast */
	struct origin origin; /* what it is to say of itself */
};

/* Where the bytes of a table come from. */
struct table_source {
	const char *path;   /* of the file that holds them, for messages */
	uint64_t addr;      /* where they are linked */
	unsigned word_size; /* of an address there, bytes; 0: not known */
	bool big_endian;    /* its byte order */
	bool has_count;     /* it is known how many symbols they hold, */
	uint64_t count;     /* so many */
};

/* A table, opened for reading. */
struct table {
	const struct table_format *format;
	const char *path;    /* of the file that holds it, for messages */
	unsigned word_size;  /* of an address, bytes */
	struct buffer bytes; /* the table, and what of its place it leaves */
	uint64_t used;       /* bytes that the table takes */
	void *state;         /* the format's own */
};

struct table_format {
	const char *name;
	const char *magic; /* a table's first bytes, or NULL: any */
	bool needs_count; /* its number of symbols stands in NUM_KERNEL_SYMBOLS */
	bool typed;       /* it stores types and flags */

	bool (*encode)(const struct symbol_list *list,
		const struct table_target *target, struct buffer *out,
		struct error *err);
	/* Reads table->bytes; closed by the caller in any case. */
	bool (*open)(struct table *table, const struct table_source *source,
		struct error *err);
	void (*close)(struct table *table);
	/* Whether all of it is as it was written; NULL: open has seen to it. */
	bool (*check)(const struct table *table, struct error *err);
	/* Whether bytes that begin so are a table, of any version, maybe
	 * damaged; NULL: only open can tell. */
	bool (*begins)(const struct buffer *bytes);

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
	/* What an open table says of itself; NULL: nothing. */
	void (*origin)(const struct table *table, struct origin *origin);
	/* Ends with a part that has no name. */
	void (*parts)(const struct table *table,
		struct table_part parts[TABLE_PARTS]);
	/* Ends with a fact that has no name; NULL: there are none. */
	void (*facts)(const struct table *table,
		struct table_fact facts[TABLE_FACTS]);
};

#endif
