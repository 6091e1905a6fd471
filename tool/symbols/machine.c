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
	bool isa_suffix;       /* $x may be followed by an ISA string */
	bool isa_bit;          /* bit 0 of a function's value is a mode bit */
	uint8_t unit, longest; /* as machine_instructions has them */
};

/*
 * Mapping symbols: "ELF for the Arm Architecture", "ELF for the Arm 64-bit
 * Architecture" and the "RISC-V ELF Specification", in each under that title.
 * The Thumb bit: "ELF for the Arm Architecture", Symbol Values. The ISA bit of
 * MIPS16 and microMIPS: "MIPS Architecture For Programmers" II-B and IV-a, on
 * jump targets; ld clears it in .symtab and leaves it in .dynsym. Lengths of
 * instructions: each architecture's manual, all its instruction sets together.
 */
static const struct machine machines[] = {
	{ "atd", EM_ARM, false, true, 2, 4 },
	{ "xd", EM_AARCH64, false, false, 4, 4 },
	{ "xd", EM_RISCV, true, false, 2, 4 },
	{ "td", EM_CSKY, false, false, 2, 4 },
	{ "", EM_MIPS, false, true, 2, 4 },
	{ "", EM_PPC, false, false, 4, 4 },
	{ "", EM_PPC64, false, false, 4, 4 },
	{ "", EM_S390, false, false, 2, 6 },
	{ "", EM_SPARC, false, false, 4, 4 },
	{ "", EM_SPARC32PLUS, false, false, 4, 4 },
	{ "", EM_SPARCV9, false, false, 4, 4 },
	{ "", EM_PARISC, false, false, 4, 4 },
	{ "", EM_ALPHA, false, false, 4, 4 },
	{ "", EM_LOONGARCH, false, false, 4, 4 },
	{ "", EM_OPENRISC, false, false, 4, 4 },
	{ "", EM_MICROBLAZE, false, false, 4, 4 },
	{ "", EM_ALTERA_NIOS2, false, false, 4, 4 },
	{ "", EM_SH, false, false, 2, 4 },
	{ "", EM_68K, false, false, 2, 2 },
	{ "", EM_AVR, false, false, 2, 4 },
	{ "", EM_ARC_COMPACT, false, false, 2, 4 },
	{ "", EM_ARCV2, false, false, 2, 4 },
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

static bool is_mapping_name(const struct machine *machine, const char *name)
{
	return name[0] == '$' && name[1] != '\0' &&
	       strchr(machine->mapping, name[1]) != NULL &&
	       (name[2] == '\0' || name[2] == '.' ||
		       (machine->isa_suffix && strncmp(name, "$xrv", 4) == 0));
}

bool machine_is_mapping_symbol(
	const struct elf_file *file, const struct elf_symbol *symbol)
{
	const struct machine *machine = find_machine(file);

	return bounds_literals(file, symbol) ||
	       (machine != NULL &&
		       GELF_ST_TYPE(symbol->sym.st_info) == STT_NOTYPE &&
		       is_mapping_name(machine, symbol->name));
}

bool machine_has_prefixed_mapping(const struct elf_file *file, const char *name)
{
	const struct machine *machine = find_machine(file);

	while (machine != NULL && (name = strstr(name, "_$")) != NULL) {
		name++;
		if (is_mapping_name(machine, name)) {
			return true;
		}
	}
	return false;
}

void machine_instructions(
	const struct elf_file *file, unsigned *unitp, unsigned *longestp)
{
	const struct machine *machine = find_machine(file);

	*unitp = machine != NULL ? machine->unit : 0;
	*longestp = machine != NULL ? machine->longest : 0;
}

static bool is_function(
	const struct elf_file *file, const struct elf_symbol *symbol)
{
	const unsigned type = GELF_ST_TYPE(symbol->sym.st_info);

	return type == STT_FUNC || type == STT_GNU_IFUNC ||
	       (type == STT_ARM_TFUNC && file->ehdr.e_machine == EM_ARM);
}

/* A label in MIPS16 or microMIPS code, marked in st_other. */
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
		(is_function(file, symbol) || is_compressed(file, symbol));

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
