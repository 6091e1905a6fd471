/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "symbol_rules.h"

#include <inttypes.h>
#include <ksym.h>
#include <string.h>

#include "core/marker.h"
#include "descriptors.h"
#include "machine.h"
#include "sources.h"

struct reading {
	const struct elf_file *image; /* what is loaded */
	const struct elf_file *file;  /* where its symbols are */
	const struct selection *selection;
	const struct sections *sections;
	struct symbol_list *list;
	bool descriptors; /* machine_has_descriptors */
};

/* Types that name something with an address; others never enter a table. */
struct kind {
	uint16_t machine; /* EM_NONE: all */
	uint8_t st_type, type;
	bool resolver;
};

static const struct kind kinds[] = {
	{ EM_NONE, STT_FUNC, KSYM_FUNC, false },
	{ EM_NONE, STT_GNU_IFUNC, KSYM_FUNC, true },
	{ EM_NONE, STT_OBJECT, KSYM_OBJECT, false },
	/* An object that was common before it was linked: gABI, Symbol Table. */
	{ EM_NONE, STT_COMMON, KSYM_OBJECT, false },
	{ EM_NONE, STT_NOTYPE, KSYM_NOTYPE, false },
	/* A machine's own value; on SPARC the same one is a register. */
	{ EM_ARM, STT_ARM_TFUNC, KSYM_FUNC, false },
	{ EM_PARISC, STT_PARISC_MILLICODE, KSYM_FUNC, false },
};

static const struct kind *find_kind(
	const struct elf_file *file, const struct elf_symbol *symbol)
{
	const unsigned st_type = GELF_ST_TYPE(symbol->sym.st_info);

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (kinds[i].st_type == st_type &&
			(kinds[i].machine == EM_NONE ||
				kinds[i].machine == file->ehdr.e_machine)) {
			return &kinds[i];
		}
	}
	return NULL;
}

bool is_name_to_take(const char *name, const struct selection *selection)
{
	return name[0] != '\0' && strncmp(name, ".L", 2) != 0 &&
	       !is_marker(name, selection->section);
}

/* objcopy --prefix-symbols makes __pi_.L0 of the assembler's own .L0. */
static bool is_prefixed_label(
	const struct elf_file *file, const struct elf_symbol *symbol)
{
	return symbol->sym.st_size == 0 &&
	       GELF_ST_BIND(symbol->sym.st_info) == STB_LOCAL &&
	       GELF_ST_TYPE(symbol->sym.st_info) == STT_NOTYPE &&
	       (strstr(symbol->name, "_.L") != NULL ||
		       machine_has_prefixed_mapping(file, symbol->name));
}

/* Rule 1, except for the section. */
static bool is_taken(
	const struct reading *reading, const struct elf_symbol *symbol)
{
	const unsigned index = symbol->sym.st_shndx;

	return index != SHN_UNDEF &&
	       (index < SHN_LORESERVE || index == SHN_XINDEX) &&
	       is_name_to_take(symbol->name, reading->selection) &&
	       !machine_is_mapping_symbol(reading->file, symbol) &&
	       !is_prefixed_label(reading->file, symbol);
}

static uint8_t binding_flag(const struct elf_symbol *symbol)
{
	switch (GELF_ST_BIND(symbol->sym.st_info)) {
	case STB_GLOBAL:
	case STB_GNU_UNIQUE:
		return KSYM_GLOBAL;
	case STB_WEAK:
		return KSYM_WEAK;
	default:
		return 0;
	}
}

/* Moves SYMBOL from its descriptor to its code, and to that one's section. */
static bool follow_descriptor(const struct reading *reading,
	const struct elf_symbol *descriptor, struct symbol *symbol,
	struct error *err)
{
	const struct sections *sections = reading->sections;

	if (!descriptor_follow(
		    reading->image, descriptor->section, symbol, err)) {
		return false;
	}
	for (size_t i = 1; i < sections->count; i++) {
		const struct section_facts *facts = &sections->facts[i];

		if (facts->alloc && facts->code &&
			section_room(facts, symbol->addr) > 0) {
			symbol->section = i;
			return true;
		}
	}
	return fail(err,
		"%s: function %s: its descriptor (PowerPC64 ELFv1) at 0x%" PRIx64
		" leads to 0x%" PRIx64 ", expected an address of code",
		reading->image->path, symbol->name, descriptor->sym.st_value,
		symbol->addr);
}

static bool check_section(const struct reading *reading,
	const struct elf_symbol *symbol, struct error *err)
{
	return symbol->section < reading->sections->count ||
	       fail(err, "%s: symbol %s is in section %zu, the file has %zu",
		       reading->file->path, symbol->name, symbol->section,
		       reading->sections->count);
}

/* Adds FROM with the properties of its section. */
static bool add_symbol(const struct reading *reading,
	const struct elf_symbol *from, struct symbol *symbol, struct error *err)
{
	const struct section_facts *section;

	if (reading->descriptors && symbol->type == KSYM_FUNC &&
		!reading->sections->facts[from->section].code &&
		!follow_descriptor(reading, from, symbol, err)) {
		return false;
	}
	section = &reading->sections->facts[symbol->section];
	symbol->code = section->code;
	/* .dynsym does not list all code, so a label's end is unknown. */
	symbol->room = section->code && !from->dynamic
			       ? section_room(section, symbol->addr)
			       : 0;
	return symbol_list_add(reading->list, symbol, err);
}

static bool take_symbol(
	const struct elf_symbol *from, void *context, struct error *err)
{
	const struct reading *reading = context;
	const struct kind *kind = find_kind(reading->file, from);
	struct symbol symbol = { .name = from->name,
		.addr = machine_address(reading->file, from),
		.size = from->sym.st_size,
		.section = from->section,
		.source = from->source,
		.flags = binding_flag(from) };

	if (kind == NULL || !is_taken(reading, from)) {
		return true;
	}
	if (!check_section(reading, from, err)) {
		return false;
	}
	if (!reading->sections->facts[from->section].alloc) {
		return true;
	}
	symbol.type = kind->type;
	symbol.resolver = kind->resolver;
	return add_symbol(reading, from, &symbol, err);
}

bool take_symbols(const struct elf_file *file,
	const struct selection *selection, const struct sections *sections,
	struct symbol_list *list, struct error *err)
{
	struct reading reading = { .image = file,
		.file = elf_file_with_symbols(file),
		.selection = selection,
		.sections = sections,
		.list = list,
		.descriptors = machine_has_descriptors(file) };

	if (!(selection->qualify || selection->sources ? sources_each_symbol
						       : elf_file_each_symbol)(
		    file, take_symbol, &reading, err)) {
		return false;
	}
	if (reading.descriptors) {
		descriptors_adopt_sizes(list);
	}
	return true;
}
