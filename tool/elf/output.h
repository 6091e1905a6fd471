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
 * SOURCE itself. A target that exists keeps its mode, a new one takes SOURCE's;
 * a symbolic link stays and the file behind it is replaced. Refused is a target
 * that is no regular file or that may not be written. The TARGETs - and
 * /dev/stdout are standard output, which may be a pipe, and gets all or nothing.
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
