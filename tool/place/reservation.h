/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The place in an ELF that a table goes into. */
#ifndef KSYM_TOOL_RESERVATION_H
#define KSYM_TOOL_RESERVATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buffer.h"
#include "elf/elf_file.h"
#include "core/error.h"
#include "elf/layout.h"

struct reservation {
	const struct elf_file *file;
	const char *section; /* its name, the caller's */
	size_t index;        /* of its header */
	uint64_t addr;       /* where it is linked */
	uint64_t offset;     /* where it stands in the file */
	uint64_t size;       /* bytes */
};

/*
 * Finds the section, the only one of its name, which must be allocated and have
 * bytes in the file that a segment loads.
 */
bool reservation_find(const struct elf_file *file, const char *section,
	struct reservation *reservation, struct error *err);

/*
 * Whether the symbols around the section, where there are any, have it all
 * between them: a kernel would take a part of it for the whole.
 */
bool reservation_check_markers(
	const struct reservation *reservation, struct error *err);

/* Appends the section's bytes to the zero-initialised CONTENTS. */
bool reservation_read(const struct reservation *reservation,
	struct buffer *contents, struct error *err);

/* Has NUM_KERNEL_SYMBOLS written to be COUNT. */
bool reservation_patch_count(const struct reservation *reservation,
	struct layout *layout, uint64_t count, struct error *err);

/* NUM_KERNEL_SYMBOLS: how many symbols a flat table holds. */
bool reservation_count(const struct reservation *reservation, uint64_t *countp,
	struct error *err);

#endif
