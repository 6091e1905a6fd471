/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The rules for symbols that differ between machines, as data. */
#ifndef KSYM_TOOL_MACHINE_H
#define KSYM_TOOL_MACHINE_H

#include <stdbool.h>
#include <stdint.h>

#include "elf/elf_file.h"
#include "core/error.h"

/* A mapping symbol, which marks where code or data begins. */
bool machine_is_mapping_symbol(
	const struct elf_file *file, const struct elf_symbol *symbol);

/* NAME is a mapping symbol with a prefix that ends in `_`: __pi_$x. */
bool machine_has_prefixed_mapping(
	const struct elf_file *file, const char *name);

/*
 * The lengths of the machine's instructions are the multiples of *UNITP bytes
 * up to *LONGESTP, and their addresses are multiples of it. Both 0: any length.
 */
void machine_instructions(
	const struct elf_file *file, unsigned *unitp, unsigned *longestp);

/* The address of the symbol's first byte: st_value without mode bits. */
uint64_t machine_address(
	const struct elf_file *file, const struct elf_symbol *symbol);

/*
 * Whether a function's symbol outside executable sections is a descriptor that
 * begins with the function's address: 64-bit PowerPC ELFv1.
 */
bool machine_has_descriptors(const struct elf_file *file);

/*
 * The mode bits of a return address: bit 0 for Thumb, MIPS16 and microMIPS, the
 * privilege level on PA-RISC. MACHINE is e_machine.
 */
uint64_t machine_mode_bits(unsigned machine);

#endif
