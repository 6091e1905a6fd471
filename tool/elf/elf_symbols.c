/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "elf_file.h"

#include <string.h>

/* The symbol table to read, with the strings and extra indices it links to. */
struct symbol_table {
	struct elf_section section;
	Elf_Data *symbols;
	Elf_Data *indices; /* SHT_SYMTAB_SHNDX, or NULL */
	size_t count;
};

/* The first table of that type; its index is 0 if there is none. */
static bool find_table(const struct elf_file *file, uint32_t type,
	struct elf_section *sectionp, struct error *err)
{
	struct elf_section_walk walk = elf_section_walk(file);

	*sectionp = (struct elf_section){ 0 };
	while (elf_section_next(&walk, err)) {
		if (walk.section.shdr.sh_type == type) {
			*sectionp = walk.section;
			break;
		}
	}
	return !walk.failed;
}

/* The extended section indices (SHT_SYMTAB_SHNDX) of symbol table LINK. */
static bool find_indices(const struct elf_file *file, size_t link,
	Elf_Data **indicesp, struct error *err)
{
	struct elf_section_walk walk = elf_section_walk(file);

	*indicesp = NULL;
	while (elf_section_next(&walk, err)) {
		if (walk.section.shdr.sh_type == SHT_SYMTAB_SHNDX &&
			walk.section.shdr.sh_link == link) {
			*indicesp = elf_getdata(walk.section.scn, NULL);
		}
	}
	return !walk.failed;
}

static bool open_table(const struct elf_file *file, struct symbol_table *table,
	struct error *err)
{
	const GElf_Shdr *shdr = &table->section.shdr;
	size_t entry;

	if (!find_table(file, SHT_SYMTAB, &table->section, err) ||
		(table->section.index == 0 &&
			!find_table(file, SHT_DYNSYM, &table->section, err))) {
		return false;
	}
	if (table->section.index == 0) {
		return fail(err,
			"%s: no symbols (stripped), expected .symtab or .dynsym: --debug-file names the ELF that has them",
			file->path);
	}
	entry = gelf_fsize(file->elf, ELF_T_SYM, 1, EV_CURRENT);
	if (shdr->sh_entsize != entry) {
		return fail(err,
			"%s: section %s has entries of %zu bytes, expected %zu",
			file->path, table->section.name,
			(size_t)shdr->sh_entsize, entry);
	}
	table->symbols = elf_getdata(table->section.scn, NULL);
	if (table->symbols == NULL) {
		return fail(err, "%s: section %s cannot be read: %s",
			file->path, table->section.name, elf_errmsg(-1));
	}
	table->count = (size_t)(shdr->sh_size / entry);
	return find_indices(file, table->section.index, &table->indices, err);
}

static bool read_symbol(const struct elf_file *file,
	const struct symbol_table *table, size_t i, struct elf_symbol *symbol,
	struct error *err)
{
	Elf32_Word extended = 0;

	if (gelf_getsymshndx(table->symbols, table->indices, (int)i,
		    &symbol->sym, &extended) == NULL) {
		return fail(err,
			"%s: section %s: symbol %zu cannot be read: %s",
			file->path, table->section.name, i, elf_errmsg(-1));
	}
	symbol->section = symbol->sym.st_shndx == SHN_XINDEX
				  ? extended
				  : symbol->sym.st_shndx;
	symbol->name = elf_strptr(
		file->elf, table->section.shdr.sh_link, symbol->sym.st_name);
	if (symbol->name == NULL) {
		return fail(err,
			"%s: section %s: symbol %zu has its name at 0x%x, outside the string table",
			file->path, table->section.name, i,
			(unsigned)symbol->sym.st_name);
	}
	return true;
}

static bool local(const struct elf_symbol *symbol)
{
	return GELF_ST_BIND(symbol->sym.st_info) == STB_LOCAL;
}

bool elf_file_each_symbol(const struct elf_file *file,
	bool (*visit)(const struct elf_symbol *symbol, void *context,
		struct error *err),
	void *context, struct error *err)
{
	struct symbol_table table;

	file = elf_file_with_symbols(file);
	if (!open_table(file, &table, err)) {
		return false;
	}
	for (size_t i = 1; i < table.count; i++) {
		struct elf_symbol symbol = { 0 };

		if (!read_symbol(file, &table, i, &symbol, err)) {
			return false;
		}
		symbol.dynamic = table.section.shdr.sh_type == SHT_DYNSYM;
		if (!visit(&symbol, context, err)) {
			return false;
		}
	}
	return true;
}

struct name_search {
	const char *name;
	struct elf_symbol *symbolp;
	bool found;
};

static bool match_name(
	const struct elf_symbol *symbol, void *context, struct error *err)
{
	struct name_search *search = context;

	(void)err;
	if ((!search->found || local(search->symbolp)) &&
		symbol->section != SHN_UNDEF &&
		strcmp(symbol->name, search->name) == 0) {
		*search->symbolp = *symbol;
		search->found = true;
	}
	return true;
}

bool elf_file_has_symbols(const struct elf_file *file)
{
	Elf *elf = elf_file_with_symbols(file)->elf;
	Elf_Scn *scn = NULL;
	GElf_Shdr shdr;

	while ((scn = elf_nextscn(elf, scn)) != NULL) {
		if (gelf_getshdr(scn, &shdr) != NULL &&
			(shdr.sh_type == SHT_SYMTAB ||
				shdr.sh_type == SHT_DYNSYM)) {
			return true;
		}
	}
	return false;
}

bool elf_file_find_symbol(const struct elf_file *file, const char *name,
	struct elf_symbol *symbolp, bool *foundp, struct error *err)
{
	struct name_search search = { .name = name, .symbolp = symbolp };
	const bool searched =
		!elf_file_has_symbols(file) ||
		elf_file_each_symbol(file, match_name, &search, err);

	*foundp = search.found;
	return searched;
}

bool elf_file_symbol_by_name(const struct elf_file *file, const char *name,
	struct elf_symbol *symbolp, struct error *err)
{
	bool found;

	return elf_file_find_symbol(file, name, symbolp, &found, err) &&
	       (found || fail(err, "%s: no symbol %s", file->path, name));
}
