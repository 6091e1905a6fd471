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
#include "dwarf/lines.h"
#include "origin.h"
#include "symbols/symbol_list.h"

/* A part of a table, for `info`. */
struct table_part {
	const char *name;
	uint64_t bytes;
};

#define TABLE_PARTS 32

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

#define TABLE_FACTS 32

/* Which lines a table has; each is less than the next. */
enum lines_mode {
	LINES_OFF,
	LINES_CALLS, /* at return addresses, of outermost frames */
	LINES_FULL,
};

/* "off", "calls" or "full". */
const char *lines_mode_name(enum lines_mode mode);

/* A function at an address, its own or one that was inlined there. */
struct table_frame {
	const char *function; /* NULL: the symbol that owns the address */
	const char *file;     /* NULL: unknown, as is the line */
	uint32_t line;        /* from 1 */
	bool approximate;     /* the line is that of a call near by */
};

/* What a table is made for. */
struct table_target {
	const char *path;     /* of the ELF, for messages; NULL: none */
	uint64_t addr;        /* where it will be linked */
	unsigned word_size;   /* of an address there, bytes; 0: not known */
	bool big_endian;      /* its byte order */
	bool by_name;         /* names are to be found fast */
	enum lines_mode mode; /* which lines it is to have, */
	const struct lines *lines; /* of these; not read where it is off */
	struct origin origin;      /* what it is to say of itself */
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
	/* Which lines it has; NULL: the format has no place for any. */
	enum lines_mode (*lines)(const struct table *table);
	/*
	 * begin_frames sets out for the frames of an address, whether a line is
	 * known there or not; next_frame gives the next one, innermost first,
	 * and the symbol's last. Its texts are valid until the next call of
	 * either; false: there is none.
	 */
	void (*begin_frames)(const struct table *table, uint64_t addr);
	bool (*next_frame)(
		const struct table *table, struct table_frame *frame);
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
