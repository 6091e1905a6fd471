/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What an ELF's program headers load, and from where in the file. */
#ifndef KSYM_TOOL_SEGMENTS_H
#define KSYM_TOOL_SEGMENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "elf_file.h"
#include "core/error.h"

/*
 * Whether a PT_LOAD loads the SIZE bytes at OFFSET to ADDR. Others may load
 * other bytes to the same addresses (overlays).
 */
bool segments_load(const struct elf_file *file, uint64_t offset, uint64_t addr,
	uint64_t size);

/*
 * The offset in FILE of the SIZE bytes of SYMBOL, which its section must have
 * and a segment must load.
 */
bool segments_symbol_offset(const struct elf_file *file,
	const struct elf_symbol *symbol, uint64_t size, uint64_t *offsetp,
	struct error *err);

/*
 * The physical address of the section's bytes, by the segment that loads them;
 * its own where no segment does, or where the ELF has no physical addresses.
 */
uint64_t segments_load_address(
	const struct elf_file *file, const struct elf_section *section);

/*
 * Whether the program headers are at their stated place, and can be loaded from
 * there. A tool that assumes another place, as strip does after they moved,
 * leaves a file that does not start.
 */
bool segments_check(const struct elf_file *file, struct error *err);

#endif
