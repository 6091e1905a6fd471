/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "machine.h"

#include <stddef.h>
#include <string.h>

/* The ISA of a symbol in st_other, which elf.h leaves out: binutils' mips.h. */
enum {
	STO_MIPS_ISA = 0xc0,
	STO_MICROMIPS = 0x80,
	STO_MIPS16 = 0xf0,
};

struct machine {
	const char *mapping; /* letters that follow the $ of a mapping symbol */
	uint16_t id;
	bool isa_suffix; /* $x may be followed by an ISA string */
	bool isa_bit;    /* bit 0 of a function's value is not address */
};

/*
 * Mapping symbols: "ELF for the Arm Architecture", "ELF for the Arm 64-bit
 * Architecture" and the "RISC-V ELF Specification", in each under that title.
 * The Thumb bit: "ELF for the Arm Architecture", Symbol Values. The ISA bit of
 * MIPS16 and microMIPS: "MIPS Architecture For Programmers" II-B and IV-a, on
 * jump targets; ld clears it in .symtab and leaves it in .dynsym.
 */
static const struct machine machines[] = {
	{ "atd", EM_ARM, false, true },
	{ "xd", EM_AARCH64, false, false },
	{ "xd", EM_RISCV, true, false },
	{ "td", EM_CSKY, false, false },
	{ "", EM_MIPS, false, true },
};

static const struct machine *find_machine(const struct elf_file *file)
{
	for (size_t i = 0; i < sizeof(machines) / sizeof(machines[0]); i++) {
		if (machines[i].id == file->ehdr.e_machine) {
			return &machines[i];
		}
	}
	return NULL;
}

/* gcc's bounds of literals among MIPS16 and microMIPS code, for disassemblers. */
static bool bounds_literals(
	const struct elf_file *file, const struct elf_symbol *symbol)
{
	return file->ehdr.e_machine == EM_MIPS && symbol->sym.st_size == 0 &&
	       GELF_ST_BIND(symbol->sym.st_info) == STB_LOCAL &&
	       (strncmp(symbol->name, "__pool_", 7) == 0 ||
		       strncmp(symbol->name, "__pend_", 7) == 0);
}

bool machine_is_mapping_symbol(
	const struct elf_file *file, const struct elf_symbol *symbol)
{
	const struct machine *machine = find_machine(file);
	const char *name = symbol->name;

	if (bounds_literals(file, symbol)) {
		return true;
	}
	if (machine == NULL || name[0] != '$' || name[1] == '\0' ||
		GELF_ST_TYPE(symbol->sym.st_info) != STT_NOTYPE ||
		strchr(machine->mapping, name[1]) == NULL) {
		return false;
	}
	return name[2] == '\0' || name[2] == '.' ||
	       (machine->isa_suffix && strncmp(name, "$xrv", 4) == 0);
}

static bool is_function(const struct elf_symbol *symbol)
{
	const unsigned type = GELF_ST_TYPE(symbol->sym.st_info);

	return type == STT_FUNC || type == STT_GNU_IFUNC;
}

/* A label in MIPS16 or microMIPS code, which st_other marks as such. */
static bool is_compressed(
	const struct elf_file *file, const struct elf_symbol *symbol)
{
	const unsigned other = symbol->sym.st_other;

	return file->ehdr.e_machine == EM_MIPS &&
	       ((other & STO_MIPS_ISA) == STO_MICROMIPS ||
		       (other & STO_MIPS16) == STO_MIPS16);
}

uint64_t machine_address(
	const struct elf_file *file, const struct elf_symbol *symbol)
{
	const struct machine *machine = find_machine(file);
	const bool isa_bit =
		machine != NULL && machine->isa_bit &&
		(is_function(symbol) || is_compressed(file, symbol));

	return isa_bit ? symbol->sym.st_value & ~UINT64_C(1)
		       : symbol->sym.st_value;
}

bool machine_has_descriptors(const struct elf_file *file)
{
	return file->ehdr.e_machine == EM_PPC64 &&
	       (file->ehdr.e_flags & EF_PPC64_ABI) != 2;
}

uint64_t machine_mode_bits(unsigned machine)
{
	switch (machine) {
	case EM_ARM:
	case EM_MIPS:
		return 1;
	case EM_PARISC:
		return 3;
	default:
		return 0;
	}
}
