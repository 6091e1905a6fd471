/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "machine.h"

#include <stddef.h>
#include <string.h>

struct machine {
	uint16_t id;
	const char *mapping; /* letters that follow the $ of a mapping symbol */
	bool isa_suffix;     /* $x may be followed by an ISA string */
	bool thumb_bit;      /* bit 0 of a function's value is not address */
};

/*
 * Mapping symbols: "ELF for the Arm Architecture", "ELF for the Arm 64-bit
 * Architecture" and the "RISC-V ELF Specification", in each under that title.
 * The Thumb bit: "ELF for the Arm Architecture", Symbol Values.
 */
static const struct machine machines[] = {
	{ EM_ARM, "atd", false, true },
	{ EM_AARCH64, "xd", false, false },
	{ EM_RISCV, "xd", true, false },
	{ EM_CSKY, "td", false, false },
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

/* 64-Bit ELF V2 ABI: 1 where functions have descriptors, 0 where unstated. */
static bool has_descriptors(const struct elf_file *file)
{
	const unsigned abi = file->ehdr.e_flags & EF_PPC64_ABI;
	struct elf_section section;
	struct error ignored;

	return file->ehdr.e_machine == EM_PPC64 &&
	       (abi == 1 || (abi == 0 && elf_file_section_by_name(file, ".opd",
						 &section, &ignored)));
}

bool machine_check_file(const struct elf_file *file, struct error *err)
{
	if (has_descriptors(file)) {
		return fail(err,
			"%s: PowerPC64 ELFv1 (function descriptors) is not supported, expected ELFv2",
			file->path);
	}
	return true;
}

bool machine_check_symbol(const struct elf_file *file,
	const struct elf_symbol *symbol, struct error *err)
{
	/* The top nibble of st_other is the ISA: microMIPS is 8, MIPS16 is 15. */
	const unsigned isa = symbol->sym.st_other >> 4;

	if (file->ehdr.e_machine == EM_MIPS && (isa == 8 || isa == 15)) {
		return fail(err,
			"%s: symbol %s is %s code, which is not supported, expected MIPS32 or MIPS64",
			file->path, symbol->name,
			isa == 8 ? "microMIPS" : "MIPS16");
	}
	return true;
}

bool machine_is_mapping_symbol(
	const struct elf_file *file, const struct elf_symbol *symbol)
{
	const struct machine *machine = find_machine(file);
	const char *name = symbol->name;

	if (machine == NULL || name[0] != '$' || name[1] == '\0' ||
		GELF_ST_TYPE(symbol->sym.st_info) != STT_NOTYPE ||
		strchr(machine->mapping, name[1]) == NULL) {
		return false;
	}
	return name[2] == '\0' || name[2] == '.' ||
	       (machine->isa_suffix && strncmp(name, "$xrv", 4) == 0);
}

uint64_t machine_address(
	const struct elf_file *file, const struct elf_symbol *symbol)
{
	const struct machine *machine = find_machine(file);
	const unsigned type = GELF_ST_TYPE(symbol->sym.st_info);
	const bool function = type == STT_FUNC || type == STT_GNU_IFUNC;

	return machine != NULL && machine->thumb_bit && function
		       ? symbol->sym.st_value & ~UINT64_C(1)
		       : symbol->sym.st_value;
}
