/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What a symbol means on one machine and not on another, as data. */
#ifndef KSYM_TOOL_MACHINE_H
#define KSYM_TOOL_MACHINE_H

#include <stdbool.h>
#include <stdint.h>

#include "elf/elf_file.h"
#include "core/error.h"

/* A mark of where code and data begin, which names nothing. */
bool machine_is_mapping_symbol(
	const struct elf_file *file, const struct elf_symbol *symbol);

/* NAME is a mapping symbol's behind a prefix that ends in `_`: __pi_$x. */
bool machine_has_prefixed_mapping(
	const struct elf_file *file, const char *name);

/*
 * The lengths of the machine's instructions are the multiples of *UNITP bytes
 * up to *LONGESTP, and their addresses are multiples of it. Both 0: any length.
 */
void machine_instructions(
	const struct elf_file *file, unsigned *unitp, unsigned *longestp);

/* The address of the symbol's first byte: st_value less any mode bit. */
uint64_t machine_address(
	const struct elf_file *file, const struct elf_symbol *symbol);

/*
 * Whether a function's symbol, where it is in no executable section, names a
 * descriptor that begins with the function's address: 64-bit PowerPC ELFv1.
 */
bool machine_has_descriptors(const struct elf_file *file);

/*
 * The low bits of a return address that are no part of where it leads: Thumb,
 * MIPS16 and microMIPS; on PA-RISC the privilege level. MACHINE is e_machine.
 */
uint64_t machine_mode_bits(unsigned machine);

#endif
