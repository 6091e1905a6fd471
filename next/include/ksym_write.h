/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * libksym-write: symbols in, a table out, which libksym reads (ksym.h). For
 * hosts: it allocates memory. It knows no ELF, has no state of its own, and may
 * be called from several threads at once.
 */
#ifndef KSYM_WRITE_H
#define KSYM_WRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What ksym_write returns. */
enum ksym_write_status {
	KSYM_WRITE_OK = 0,
	KSYM_WRITE_MEMORY = -1,  /* out of memory */
	KSYM_WRITE_COUNT = -2,   /* more than UINT32_MAX symbols */
	KSYM_WRITE_SIZE = -3,    /* the table would exceed KSYM_SIZE_MAX */
	KSYM_WRITE_PHRASES = -4, /* the names have too much text in common */
	KSYM_WRITE_NAME = -5,    /* NULL, or longer than KSYM_NAME_MAX */
	KSYM_WRITE_ORDER = -6,   /* a symbol belongs before the one before it */
	KSYM_WRITE_INDEX = -7,   /* no index by name was found for the names */
	KSYM_WRITE_ID = -8       /* a build id of more than KSYM_ID_MAX bytes */
};

/*
 * In order: addresses ascend and, at one address, sizes descend. Of symbols
 * that have both alike the last is the one that lookups prefer.
 */
struct ksym_write_symbol {
	uint64_t addr;    /* first byte */
	uint64_t size;    /* bytes; 0: owns no address */
	const char *name; /* NUL-terminated, at most KSYM_NAME_MAX bytes */
	uint8_t type;     /* enum ksym_type */
	uint8_t flags;    /* KSYM_GLOBAL, KSYM_WEAK, KSYM_INFERRED */
};

/* All zero is valid. Later versions add members at the end. */
struct ksym_write_options {
	bool by_name;      /* add the index that ksym_find uses */
	uint8_t elf_class; /* EI_CLASS of the ELF, or 0 */
	uint8_t elf_data;  /* EI_DATA of the ELF, or 0 */
	uint8_t selected;  /* KSYM_SELECTED_* of ksym_format.h */
	uint16_t machine;  /* e_machine of the ELF; 0: of none */
	uint16_t max_name; /* bytes that names were cut to; 0: none was */
	const void *id;    /* the build id; unused where id_size is 0 */
	size_t id_size;    /* bytes, at most KSYM_ID_MAX */
};

struct ksym_written {
	unsigned char *bytes; /* the table; NULL after an error */
	size_t size;          /* of the table, in bytes */
	size_t symbol;        /* the one at fault: KSYM_WRITE_NAME, _ORDER */
};

/*
 * Makes the table of COUNT symbols, which are read during the call only;
 * OPTIONS may be NULL. Returns KSYM_WRITE_OK, and the table is the caller's to
 * release with ksym_write_free, or another enum ksym_write_status, and there is
 * nothing to release. The same symbols give the same bytes on every host.
 */
int ksym_write(const struct ksym_write_symbol *symbols, size_t count,
	const struct ksym_write_options *options, struct ksym_written *out);

/* Releases a table; may be called again, and on zeros. */
void ksym_write_free(struct ksym_written *written);

/* A sentence without a full stop, for people; static. */
const char *ksym_write_strerror(int status);

#ifdef __cplusplus
}
#endif

#endif
