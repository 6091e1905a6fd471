/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "entry.h"

#include <dwarf.h>
#include <string.h>

#include "reading.h"

static bool has(struct section_bytes section, const void *at)
{
	return (uintptr_t)at >= (uintptr_t)section.data &&
	       (uintptr_t)at - (uintptr_t)section.data < section.size;
}

const unsigned char *entry_unit_end(
	const struct reading *reading, Dwarf_Die *die)
{
	const struct dwarf_sections *sections =
		table_sections(reading, dwarf_cu_getdwarf(die->cu));
	struct section_bytes section;
	struct cursor cursor;
	uint64_t length;

	if (sections == NULL) {
		return die->addr;
	}
	section = has(sections->info, die->addr) ? sections->info
						 : sections->types;
	if (!has(section, die->addr)) {
		return die->addr;
	}
	cursor = section_cursor(section, reading->file.big_endian);
	cursor.at = (const unsigned char *)die->addr - dwarf_cuoffset(die);
	length = cursor_number(&cursor, 4);
	if (length == 0xffffffff) {
		length = cursor_number(&cursor, 8);
	}
	/* libdw takes what there is of a unit that is cut off. */
	cursor_skip(&cursor, length);
	return cursor.at;
}

/* ATTR's text; that of an index is checked, since libdw lets it be at the end. */
static const char *text_of(const struct reading *reading, Dwarf_Attribute *attr)
{
	const char *text = dwarf_formstring(attr);
	const struct dwarf_sections *sections;

	switch (dwarf_whatform(attr)) {
	case DW_FORM_strx:
	case DW_FORM_strx1:
	case DW_FORM_strx2:
	case DW_FORM_strx3:
	case DW_FORM_strx4:
	case DW_FORM_GNU_str_index:
		sections = table_sections(reading, dwarf_cu_getdwarf(attr->cu));
		return sections != NULL && has(sections->lines.str, text)
			       ? text
			       : NULL;
	default:
		return text;
	}
}

const char *entry_text(
	const struct reading *reading, Dwarf_Die *die, Dwarf_Attribute *attr)
{
	/* libdw does not look for the end of one that stands in the entry. */
	if (dwarf_whatform(attr) == DW_FORM_string) {
		const unsigned char *end = entry_unit_end(reading, die);

		if (attr->valp >= end ||
			memchr(attr->valp, '\0', (size_t)(end - attr->valp)) ==
				NULL) {
			return NULL;
		}
	}
	return text_of(reading, attr);
}

static uint64_t number_of(Dwarf_Attribute *attr, bool *hasp)
{
	Dwarf_Word number;

	if (dwarf_formudata(attr, &number) != 0) {
		return 0;
	}
	if (hasp != NULL) {
		*hasp = true;
	}
	return number;
}

static void set_return(struct entry *entry, Dwarf_Attribute *attr)
{
	Dwarf_Addr addr;

	if (dwarf_formaddr(attr, &addr) == 0) {
		entry->return_addr = addr;
		entry->has_return = true;
	}
}

static bool flag_of(Dwarf_Attribute *attr)
{
	bool flag;

	return dwarf_formflag(attr, &flag) == 0 && flag;
}

/* An entry on its way from libdw. */
struct taking {
	const struct reading *reading;
	struct entry entry;
};

/* What tells of names and places. */
static bool take_name(struct taking *taking, Dwarf_Attribute *attr)
{
	struct entry *entry = &taking->entry;

	switch (dwarf_whatattr(attr)) {
	case DW_AT_name:
		entry->name = text_of(taking->reading, attr);
		return true;
	case DW_AT_linkage_name:
	case DW_AT_MIPS_linkage_name:
		entry->linkage = text_of(taking->reading, attr);
		return true;
	case DW_AT_decl_file:
		entry->decl_file = number_of(attr, &entry->has_decl_file);
		return true;
	case DW_AT_decl_line:
		entry->decl_line = number_of(attr, NULL);
		return true;
	case DW_AT_call_file:
		entry->call_file = number_of(attr, &entry->has_call_file);
		return true;
	case DW_AT_call_line:
		entry->call_line = number_of(attr, NULL);
		return true;
	case DW_AT_abstract_origin:
		entry->abstract = *attr;
		return true;
	case DW_AT_specification:
		entry->specified = *attr;
		return true;
	default:
		return false;
	}
}

/* What tells of code and calls. */
static void take_code(struct entry *entry, Dwarf_Attribute *attr)
{
	switch (dwarf_whatattr(attr)) {
	case DW_AT_low_pc:
		set_return(entry, attr); /* DW_TAG_GNU_call_site */
		entry->has_ranges = true;
		break;
	case DW_AT_call_return_pc:
		set_return(entry, attr);
		break;
	case DW_AT_ranges:
		entry->has_ranges = true;
		break;
	case DW_AT_declaration:
		entry->is_declaration = flag_of(attr);
		break;
	case DW_AT_call_tail_call:
	case DW_AT_GNU_tail_call:
		entry->is_tail_call = flag_of(attr);
		break;
	case DW_AT_call_all_calls:
	case DW_AT_call_all_source_calls:
	case DW_AT_GNU_all_call_sites:
	case DW_AT_GNU_all_source_call_sites:
		entry->lists_calls = flag_of(attr);
		break;
	default:
		break;
	}
}

static int take(Dwarf_Attribute *attr, void *context)
{
	struct taking *taking = context;

	if (!take_name(taking, attr)) {
		take_code(&taking->entry, attr);
	}
	return DWARF_CB_OK;
}

bool entry_read(
	const struct reading *reading, Dwarf_Die *die, struct entry *entry)
{
	struct taking taking = { .reading = reading };
	/* It finds texts that do not end, after it told of them. */
	const bool ok = dwarf_getattrs(die, take, &taking, 0) >= 0;

	*entry = taking.entry;
	return ok;
}

bool entry_origin(struct entry *entry, Dwarf_Die *originp)
{
	Dwarf_Attribute *attr = entry->abstract.valp != NULL
					? &entry->abstract
					: &entry->specified;

	return attr->valp != NULL && dwarf_formref_die(attr, originp) != NULL;
}
