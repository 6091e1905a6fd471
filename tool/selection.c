/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "selection.h"

#include <errno.h>
#include <inttypes.h>
#include <ksym.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "descriptors.h"
#include "machine.h"
#include "map_file.h"
#include "naming.h"

/* What of a section matters here. */
struct section_facts {
	bool alloc, code;
	uint64_t addr, size;
};

struct reading {
	const struct elf_file *image; /* what is loaded */
	const struct elf_file *file;  /* where its symbols are */
	const struct selection *selection;
	struct symbol_list *list;
	struct section_facts *sections;
	size_t section_count;
	bool descriptors; /* machine_has_descriptors */
};

/* Types that name something with an address; others never enter a table. */
static bool take_type(unsigned st_type, uint8_t *typep)
{
	switch (st_type) {
	case STT_FUNC:
	case STT_GNU_IFUNC:
		*typep = KSYM_FUNC;
		return true;
	case STT_OBJECT:
		*typep = KSYM_OBJECT;
		return true;
	case STT_NOTYPE:
		*typep = KSYM_NOTYPE;
		return true;
	default:
		return false;
	}
}

bool selection_is_marker(const char *name, const char *section)
{
	size_t length;

	section += strspn(section, ".");
	length = strlen(section);
	if (strncmp(name, "__", 2) != 0 ||
		strncmp(name + 2, section, length) != 0) {
		return false;
	}
	name += 2 + length;
	return strcmp(name, "_start") == 0 || strcmp(name, "_end") == 0;
}

bool selection_is_end_marker(const char *name, const char *section)
{
	return selection_is_marker(name, section) &&
	       strcmp(name + strlen(name) - strlen("_end"), "_end") == 0;
}

/* Rule 1 by the name alone. */
static bool is_name_to_keep(const char *name, const struct selection *selection)
{
	return name[0] != '\0' && strncmp(name, ".L", 2) != 0 &&
	       !selection_is_marker(name, selection->section);
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

/* Bytes from ADDR to the section's end, which may be that of all addresses. */
static uint64_t room_after(const struct section_facts *section, uint64_t addr)
{
	const uint64_t skip = addr - section->addr;

	return section->code && skip < section->size ? section->size - skip : 0;
}

/* Rule 1, but for the section and the user's own selection. */
static bool is_taken(
	const struct reading *reading, const struct elf_symbol *symbol)
{
	const unsigned index = symbol->sym.st_shndx;

	return index != SHN_UNDEF &&
	       (index < SHN_LORESERVE || index == SHN_XINDEX) &&
	       is_name_to_keep(symbol->name, reading->selection) &&
	       !machine_is_mapping_symbol(reading->file, symbol);
}

/* NULL is an error. */
static const struct section_facts *section_of(const struct reading *reading,
	const struct elf_symbol *symbol, struct error *err)
{
	if (symbol->section >= reading->section_count) {
		(void)fail(err,
			"%s: symbol %s is in section %zu, the file has %zu",
			reading->file->path, symbol->name, symbol->section,
			reading->section_count);
		return NULL;
	}
	return &reading->sections[symbol->section];
}

/* Moves SYMBOL from its descriptor to its code, and to that one's section. */
static bool follow_descriptor(const struct reading *reading,
	const struct elf_symbol *descriptor, struct symbol *symbol,
	const struct section_facts **sectionp, struct error *err)
{
	const uint64_t from = symbol->addr;

	if (!descriptor_follow(
		    reading->image, descriptor->section, symbol, err)) {
		return false;
	}
	for (size_t i = 1; i < reading->section_count; i++) {
		*sectionp = &reading->sections[i];
		if ((*sectionp)->alloc &&
			room_after(*sectionp, symbol->addr) > 0) {
			return true;
		}
	}
	return fail(err,
		"%s: function %s: its descriptor (PowerPC64 ELFv1) at 0x%" PRIx64
		" leads to 0x%" PRIx64 ", expected an address of code",
		reading->image->path, symbol->name, from, symbol->addr);
}

static bool take_symbol(
	const struct elf_symbol *from, void *context, struct error *err)
{
	const struct reading *reading = context;
	const struct section_facts *section;
	struct symbol symbol = { .name = from->name,
		.addr = machine_address(reading->file, from),
		.size = from->sym.st_size,
		.source = from->source,
		.flags = binding_flag(from) };

	if (!take_type(GELF_ST_TYPE(from->sym.st_info), &symbol.type) ||
		!is_taken(reading, from)) {
		return true;
	}
	section = section_of(reading, from, err);
	if (section == NULL) {
		return false;
	}
	if (!section->alloc) {
		return true;
	}
	if (reading->descriptors && symbol.type == KSYM_FUNC &&
		!section->code &&
		!follow_descriptor(reading, from, &symbol, &section, err)) {
		return false;
	}
	symbol.code = section->code;
	symbol.room = room_after(section, symbol.addr);
	return symbol_list_add(reading->list, &symbol, err);
}

static bool read_sections(struct reading *reading, struct error *err)
{
	(void)elf_getshdrnum(reading->file->elf, &reading->section_count);
	reading->sections =
		calloc(reading->section_count + 1, sizeof(*reading->sections));
	if (reading->sections == NULL) {
		return fail(err, "out of memory");
	}
	for (size_t i = 1; i < reading->section_count; i++) {
		struct section_facts *facts = &reading->sections[i];
		struct elf_section section;

		if (!elf_file_section(reading->file, i, &section, err)) {
			return false;
		}
		facts->alloc = (section.shdr.sh_flags & SHF_ALLOC) != 0;
		/* The table is no code, whatever segment it stands in. */
		facts->code =
			(section.shdr.sh_flags & SHF_EXECINSTR) != 0 &&
			strcmp(section.name, reading->selection->section) != 0;
		facts->addr = section.shdr.sh_addr;
		facts->size = section.shdr.sh_size;
	}
	return true;
}

static int compare_addr(const void *a, const void *b)
{
	const struct symbol *x = a, *y = b;

	return (x->addr > y->addr) - (x->addr < y->addr);
}

/* Cuts sizes that would reach past LAST, the last address that there is. */
static void clamp_sizes(struct symbol_list *list, uint64_t last)
{
	for (size_t i = 0; i < list->count; i++) {
		struct symbol *symbol = &list->symbols[i];

		if (symbol->size != 0 &&
			symbol->size - 1 > last - symbol->addr) {
			symbol->size = last - symbol->addr + 1;
		}
	}
}

/*
 * Code without a size reaches up to the next symbol's start or the end of its
 * section, whichever is first. LIST comes out sorted by address alone.
 */
static void infer_sizes(struct symbol_list *list)
{
	uint64_t next = 0; /* the start after the one in hand; 0: none */

	if (list->count == 0) {
		return;
	}
	qsort(list->symbols, list->count, sizeof(*list->symbols), compare_addr);
	for (size_t i = list->count; i-- > 0;) {
		struct symbol *symbol = &list->symbols[i];
		uint64_t room;

		if (i + 1 < list->count &&
			list->symbols[i + 1].addr != symbol->addr) {
			next = list->symbols[i + 1].addr;
		}
		room = next != 0 && next - symbol->addr < symbol->room
			       ? next - symbol->addr
			       : symbol->room;
		if (symbol->size == 0 && room != 0 && room != UINT64_MAX) {
			symbol->size = room;
			symbol->flags |= KSYM_INFERRED;
		}
	}
}

/* Compiles ERE, if there is one, and says in what option it is wrong. */
static bool compile(
	regex_t *regex, const char *ere, const char *option, struct error *err)
{
	char text[128];
	int status = regcomp(
		regex, ere != NULL ? ere : "", REG_EXTENDED | REG_NOSUB);

	if (status == REG_ESPACE) {
		return fail(err, "out of memory");
	}
	if (status != 0) {
		(void)regerror(status, regex, text, sizeof(text));
		return fail_usage(err, "%s '%s': %s", option, ere, text);
	}
	return true;
}

static bool match(const regex_t *regex, const char *name, bool *matchesp,
	struct error *err)
{
	/* glibc has one answer for "no match" and "no memory". */
	errno = 0;
	*matchesp = regexec(regex, name, 0, NULL, 0) == 0;
	return *matchesp || errno != ENOMEM || fail(err, "out of memory");
}

bool selection_is_function(const struct symbol *symbol)
{
	return symbol->code && symbol->type != KSYM_OBJECT;
}

static bool is_selected(const struct symbol *symbol,
	const struct selection *selection, const regex_t *include,
	const regex_t *exclude, bool *selectedp, struct error *err)
{
	bool included = true, excluded = false;

	if ((selection->include != NULL &&
		    !match(include, symbol->name, &included, err)) ||
		(selection->exclude != NULL &&
			!match(exclude, symbol->name, &excluded, err))) {
		return false;
	}
	*selectedp =
		included && !excluded &&
		(!selection->functions_only || selection_is_function(symbol));
	return true;
}

static bool filter(struct symbol_list *list, const struct selection *selection,
	const regex_t *include, const regex_t *exclude, struct error *err)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->count; i++) {
		const struct symbol *symbol = &list->symbols[i];
		bool selected;

		if (!is_selected(symbol, selection, include, exclude, &selected,
			    err)) {
			return false;
		}
		if (selected) {
			list->symbols[kept++] = *symbol;
		}
	}
	list->count = kept;
	return true;
}

static bool apply_filters(struct symbol_list *list,
	const struct selection *selection, struct error *err)
{
	regex_t include, exclude;
	bool done;

	if (!compile(&include, selection->include, "--include", err)) {
		return false;
	}
	if (!compile(&exclude, selection->exclude, "--exclude", err)) {
		regfree(&include);
		return false;
	}
	done = filter(list, selection, &include, &exclude, err);
	regfree(&include);
	regfree(&exclude);
	return done;
}

static bool read_elf(const struct elf_file *file,
	const struct selection *selection, struct symbol_list *list,
	struct error *err)
{
	struct reading reading = { .image = file,
		.file = elf_file_with_symbols(file),
		.selection = selection,
		.list = list,
		.descriptors = machine_has_descriptors(file) };
	bool read = read_sections(&reading, err) &&
		    elf_file_each_symbol(file, take_symbol, &reading, err);

	free(reading.sections);
	if (read && reading.descriptors) {
		descriptors_adopt_sizes(list);
	}
	return read;
}

static bool read_map(const struct selection *selection,
	struct symbol_list *list, struct error *err)
{
	size_t kept = 0;

	if (!map_file_read(selection->map, list, err)) {
		return false;
	}
	for (size_t i = 0; i < list->count; i++) {
		if (is_name_to_keep(list->symbols[i].name, selection)) {
			list->symbols[kept++] = list->symbols[i];
		}
	}
	list->count = kept;
	return true;
}

bool select_symbols(const struct elf_file *file,
	const struct selection *selection, struct symbol_list *list,
	struct error *err)
{
	if (selection->map != NULL ? !read_map(selection, list, err)
				   : !read_elf(file, selection, list, err)) {
		return false;
	}
	clamp_sizes(list,
		file != NULL && file->word_size == 4 ? UINT32_MAX : UINT64_MAX);
	infer_sizes(list);
	if (!name_symbols(list, selection, err) ||
		!apply_filters(list, selection, err)) {
		return false;
	}
	symbol_list_sort(list);
	return true;
}
