/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Files are written completely or not at all: into a temporary file in the
 * target's folder, which is synced and renamed over the target.
 */
#ifndef KSYM_TOOL_OUTPUT_H
#define KSYM_TOOL_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "elf_file.h"
#include "core/error.h"

/* Bytes that replace the bytes at an offset of a file. */
struct patch {
	uint64_t offset;
	const void *bytes;
	size_t size;
};

/*
 * A part of a file that moves: bytes before END stay in place, bytes from FROM
 * to the file's end go to TO, and bytes between are left out.
 */
struct output_move {
	uint64_t end, from, to;
};

/*
 * Writes TARGET as a copy of SOURCE with COUNT patches applied. TARGET may be
 * SOURCE itself. An existing target keeps its mode, a new one takes SOURCE's. A
 * symbolic link stays, and the file that it points to is replaced. A target
 * that is not a regular file, or is read-only, is refused.
 */
bool output_patched(const char *target, const struct elf_file *source,
	const struct patch *patches, size_t count, struct error *err);

/* The same with a part of SOURCE moved. Offsets of patches are TARGET's. */
bool output_moved(const char *target, const struct elf_file *source,
	const struct output_move *move, const struct patch *patches,
	size_t count, struct error *err);

/* Writes TARGET with these bytes; a new file's mode is 0666 less the umask. */
bool output_bytes(
	const char *target, const void *bytes, size_t size, struct error *err);

#endif
