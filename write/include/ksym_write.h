/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * libksym-write: symbols in, a table out, which libksym reads (ksym.h). For
 * hosts: it allocates memory. It knows no ELF, has no state of its own, and may
 * be called from several threads at once.
 *
 * Compile callers against the header of the archive that they link: structs may
 * grow at their ends from one version to the next. Initialise them by name or
 * with zeros, and the source stays valid.
 */
#ifndef KSYM_WRITE_H
#define KSYM_WRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * What ksym_write returns. From KSYM_WRITE_NAME to KSYM_WRITE_ORDER one symbol
 * is at fault; from KSYM_WRITE_ROW on, one item of the lines. Limits are those
 * of ksym_format.h.
 */
enum ksym_write_status {
	KSYM_WRITE_OK = 0,
	KSYM_WRITE_MEMORY = -1,  /* out of memory */
	KSYM_WRITE_COUNT = -2,   /* more symbols than KSYM_SIZE_MAX */
	KSYM_WRITE_SIZE = -3,    /* a table of more bytes than that */
	KSYM_WRITE_PHRASES = -4, /* too many phrases of names, or their bytes */
	KSYM_WRITE_INDEX = -5,   /* no index by name was found for the names */
	KSYM_WRITE_OPTIONS = -6, /* a value that is not known */
	KSYM_WRITE_ID = -7,      /* a build id of too many bytes, or NULL */
	KSYM_WRITE_NAME = -8,    /* NULL */
	KSYM_WRITE_LENGTH = -9,  /* a name longer than KSYM_NAME_MAX */
	KSYM_WRITE_TYPE = -10,   /* none of enum ksym_type */
	KSYM_WRITE_FLAGS = -11,  /* a bit that is no flag */
	KSYM_WRITE_RANGE = -12,  /* reaches beyond address UINT64_MAX */
	KSYM_WRITE_ORDER = -13,  /* belongs before the symbol before it */

	/* Of lines: an array is NULL, or there is more than a table can hold. */
	KSYM_WRITE_LINES = -14,
	/* Not above the row before, or its call or file is not there. */
	KSYM_WRITE_ROW = -15,
	/* Its parent is not before it, or its function or file is not there. */
	KSYM_WRITE_CALL = -16,
	/* A name longer than KSYM_NAME_MAX, or its file is not there. */
	KSYM_WRITE_FUNCTION = -17,
	/* A path that is NULL, or longer than KSYM_NAME_MAX. */
	KSYM_WRITE_FILE = -18,
	/* Not above the one before. */
	KSYM_WRITE_RETURN = -19,
	/* Empty, or not behind the one before. */
	KSYM_WRITE_DESCRIBED = -20
};

/*
 * In order: addresses ascend and, at one address, sizes descend. Of symbols
 * that have both alike the last is the one that lookups prefer. Names need not
 * be unique. A size above KSYM_SYMBOL_SIZE_MAX of ksym_format.h is stored as
 * that.
 */
struct ksym_write_symbol {
	uint64_t addr;    /* first byte */
	uint64_t size;    /* bytes; 0: owns no address. Of larger ones
			   * KSYM_SYMBOL_SIZE_MAX is kept */
	const char *name; /* NUL-terminated, at most KSYM_NAME_MAX bytes */
	uint8_t type;     /* enum ksym_type of ksym.h */
	uint8_t flags;    /* KSYM_GLOBAL, KSYM_WEAK, KSYM_INFERRED of ksym.h */
};

/*
 * Source lines and inlined calls, of which ksym_lines of ksym.h tells. Arrays
 * are told by their counts; an empty one may be NULL. KSYM_WRITE_NONE as an
 * index: of nothing. A line above KSYM_WRITE_LINE_MAX counts as unknown. Readers
 * have room for KSYM_FRAMES_MAX calls: of more the innermost are left out.
 */
#define KSYM_WRITE_NONE     UINT32_MAX
#define KSYM_WRITE_LINE_MAX 0x7fffffu
#define KSYM_WRITE_REACH    0x100000u

/*
 * Holds from ADDR up to the next row, or for KSYM_WRITE_REACH bytes, if that is
 * less. With neither call nor file: no line is known there, whatever LINE is.
 */
struct ksym_write_row {
	uint64_t addr; /* link-time; above that of the row before */
	uint32_t call; /* the innermost; KSYM_WRITE_NONE: of no known function */
	uint32_t file; /* or KSYM_WRITE_NONE */
	uint32_t line; /* from 1; 0: unknown */
};

/* A function out of line, or an inlined call. */
struct ksym_write_call {
	uint32_t parent; /* what it is inlined into, a call before it;
			  * KSYM_WRITE_NONE: nothing, it is out of line */
	uint32_t function;
	uint32_t file; /* of the call, in PARENT; KSYM_WRITE_NONE: unknown */
	uint32_t line; /* the same; 0: unknown */
};

struct ksym_write_function {
	const char *name;    /* NUL-terminated, within its scopes: a::b; kept
			      * without arguments of templates; NULL: unknown */
	const char *linkage; /* its symbol's name, taken where NAME is NULL; or
			      * NULL */
	uint32_t file;       /* where it is declared; or KSYM_WRITE_NONE */
	uint32_t line;       /* the same; or 0 */
};

/* Addresses from BEGIN up to, not including, END. */
struct ksym_write_range {
	uint64_t begin, end;
};

struct ksym_write_lines {
	const struct ksym_write_row *rows; /* ascending */
	size_t row_count;
	const struct ksym_write_call *calls;
	size_t call_count;
	const struct ksym_write_function *functions;
	size_t function_count;
	const char *const *files; /* paths, NUL-terminated */
	size_t file_count;

	/*
	 * The table is to tell of return addresses only, and of their outermost
	 * frames: of functions that DESCRIBED covers, or that have one of
	 * RETURNS, what holds the byte before one of these is kept. Of other
	 * functions all rows are.
	 */
	bool calls_only;
	const uint64_t *returns; /* return addresses, ascending */
	size_t return_count;
	const struct ksym_write_range *described; /* code all of whose return
						   * addresses are in RETURNS;
						   * ascending, disjoint */
	size_t described_count;
};

/* What the table says of itself, has besides, and how it is made. All zero is
 * valid. */
struct ksym_write_options {
	bool by_name;      /* add the index that makes ksym_find fast */
	uint8_t elf_class; /* EI_CLASS of the ELF, or 0 */
	uint8_t elf_data;  /* EI_DATA of the ELF, or 0 */
	uint8_t selected;  /* KSYM_SELECTED_* of ksym_format.h */
	uint16_t machine;  /* e_machine of the ELF; 0: of none */
	uint16_t max_name; /* bytes that names were cut to; 0: none was */
	const void *id;    /* the build id; unused where id_size is 0 */
	size_t id_size;    /* bytes, at most KSYM_ID_MAX of ksym_format.h */
	uint32_t threads;  /* that work, up to 4; 0: one for each core */

	/*
	 * NULL, or told now and then how much is done, 1 to 99, each time more;
	 * called by the thread that called ksym_write. A few tens of
	 * milliseconds, or of a large list much longer, lie between two calls.
	 */
	void (*progress)(void *context, unsigned percent);
	void *progress_context;

	/* NULL: none. Without a symbol or a row the table is as without them. */
	const struct ksym_write_lines *lines;
};

struct ksym_written {
	unsigned char *bytes; /* the table; NULL after an error */
	size_t size;          /* of the table, in bytes; 0 after an error */

	/* After an error, else 0. The symbol at fault, from 0: KSYM_WRITE_NAME
	 * and on; the row, call, function...: KSYM_WRITE_ROW and on. */
	size_t symbol;
	uint64_t found; /* the count, size, length, type, bits, index... */
	uint64_t limit; /* the greatest that is valid; 0: there is no such */

	/* Of lines; 0 without them, and after an error. */
	size_t rows;            /* in the table, of known lines */
	size_t whole_functions; /* with calls_only: those that keep all rows, as
				 * none of their calls is known */
};

/*
 * Makes the table of COUNT symbols; with a COUNT of 0 SYMBOLS may be NULL, and
 * OPTIONS always may. Symbols, names, options, lines and id are read during the
 * call only. All that they hold is checked, except that a name ends.
 *
 * Returns KSYM_WRITE_OK, and the table is the caller's to release with
 * ksym_write_free; or another enum ksym_write_status, and there is nothing to
 * release. The same symbols and options give the same bytes on every host
 * and however many threads work; where none can be made, the caller does it
 * all. Time goes with the names' length and the rows: about a second for a
 * kernel of 115,000 symbols, and two more for a million rows.
 */
int ksym_write(const struct ksym_write_symbol *symbols, size_t count,
	const struct ksym_write_options *options, struct ksym_written *out);

/* Releases a table and clears WRITTEN; does nothing to one that is clear. */
void ksym_write_free(struct ksym_written *written);

/* A sentence without a full stop, for people; static, never NULL. */
const char *ksym_write_strerror(int status);

#ifdef __cplusplus
}
#endif

#endif
