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
 * What ksym_write returns. From KSYM_WRITE_NAME on, one symbol is at fault.
 * Limits are those of ksym_format.h.
 */
enum ksym_write_status {
	KSYM_WRITE_OK = 0,
	KSYM_WRITE_MEMORY = -1,  /* out of memory */
	KSYM_WRITE_COUNT = -2,   /* more symbols than KSYM_SIZE_MAX */
	KSYM_WRITE_SIZE = -3,    /* a table of more bytes than that */
	KSYM_WRITE_PHRASES = -4, /* too many phrases of names, or bytes of those */
	KSYM_WRITE_INDEX = -5,   /* no index by name was found for the names */
	KSYM_WRITE_OPTIONS = -6, /* a value that is not known */
	KSYM_WRITE_ID = -7,      /* a build id of too many bytes, or NULL */
	KSYM_WRITE_NAME = -8,    /* NULL */
	KSYM_WRITE_LENGTH = -9,  /* a name longer than KSYM_NAME_MAX */
	KSYM_WRITE_TYPE = -10,   /* none of enum ksym_type */
	KSYM_WRITE_FLAGS = -11,  /* a bit that is no flag */
	KSYM_WRITE_RANGE = -12,  /* reaches beyond address UINT64_MAX */
	KSYM_WRITE_ORDER = -13   /* belongs before the symbol before it */
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
};

struct ksym_written {
	unsigned char *bytes; /* the table; NULL after an error */
	size_t size;          /* of the table, in bytes; 0 after an error */

	/* After an error, else 0. */
	size_t symbol;  /* the one at fault, from 0: KSYM_WRITE_NAME and on */
	uint64_t found; /* the count, size, length, type or bits at fault */
	uint64_t limit; /* the greatest that is valid; 0: there is no such */
};

/*
 * Makes the table of COUNT symbols; with a COUNT of 0 SYMBOLS may be NULL, and
 * OPTIONS always may. Symbols, names, options and id are read during the call
 * only. All that they hold is checked, except that a name ends.
 *
 * Returns KSYM_WRITE_OK, and the table is the caller's to release with
 * ksym_write_free; or another enum ksym_write_status, and there is nothing to
 * release. The same symbols and options give the same bytes on every host
 * and however many threads work; where none can be made, the caller does it
 * all. Time goes with the names' length: about a second for a kernel of 115,000
 * symbols.
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
