/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "range_lists.h"

#include <dwarf.h>

#include "reading.h"

/* The number that ROOT gives by either attribute, or 0. */
static uint64_t number_of(Dwarf_Die *root, unsigned name, unsigned other)
{
	Dwarf_Attribute attr;
	Dwarf_Word value;

	return (dwarf_attr(root, name, &attr) != NULL ||
		       dwarf_attr(root, other, &attr) != NULL) &&
			       dwarf_formudata(&attr, &value) == 0
		       ? value
		       : 0;
}

/* Where the unit begins; older compilers say DW_AT_entry_pc. */
static uint64_t base_of(Dwarf_Die *root)
{
	Dwarf_Attribute attr;
	Dwarf_Addr base;

	return dwarf_lowpc(root, &base) == 0 ||
			       (dwarf_attr(root, DW_AT_entry_pc, &attr) !=
					       NULL &&
				       dwarf_formaddr(&attr, &base) == 0)
		       ? base
		       : 0;
}

/* Bytes of the header before the offsets of what a split unit has. */
static uint64_t header_size(struct section_bytes lists, bool big_endian)
{
	struct cursor cursor = section_cursor(lists, big_endian);

	return cursor_number(&cursor, 4) == 0xffffffff ? 20 : 12;
}

struct section_bytes range_lists_addresses(
	const struct reading *reading, Dwarf_Die *root)
{
	const struct section_bytes all =
		table_sections(reading, reading->dwarf)->addr;
	const uint64_t base =
		number_of(root, DW_AT_addr_base, DW_AT_GNU_addr_base);

	return base < all.size ? section_part(all, base, all.size - base)
			       : (struct section_bytes){ 0 };
}

static void set_old_lists(struct range_lists *lists,
	const struct dwarf_sections *sections, Dwarf_Die *root, bool is_split)
{
	lists->lists = sections->ranges;
	lists->first = is_split ? number_of(root, DW_AT_GNU_ranges_base,
					  DW_AT_GNU_ranges_base)
				: 0;
}

static void set_new_lists(struct range_lists *lists,
	const struct dwarf_sections *sections, Dwarf_Die *root, bool is_split)
{
	lists->lists = sections->rnglists;
	lists->offsets = is_split ? header_size(lists->lists, lists->big_endian)
				  : number_of(root, DW_AT_rnglists_base,
					    DW_AT_rnglists_base);
}

struct range_lists range_lists_of(
	const struct reading *reading, Dwarf_Die *root, Dwarf_Die *split)
{
	Dwarf_Die *with = split != NULL ? split : root, ignored;
	struct range_lists lists = {
		.addresses = range_lists_addresses(reading, root),
		.base = base_of(root),
		.big_endian = reading->file.big_endian,
	};

	(void)dwarf_cu_die(with->cu, &ignored, &lists.version, NULL,
		&lists.address_size, &lists.offset_size, NULL, NULL);
	if (lists.version >= 5) {
		set_new_lists(&lists,
			table_sections(reading, dwarf_cu_getdwarf(with->cu)),
			root, split != NULL);
	} else {
		/* Of a split unit they stay in the skeleton's file. */
		set_old_lists(&lists,
			table_sections(reading, dwarf_cu_getdwarf(root->cu)),
			root, split != NULL);
	}
	return lists;
}

/* The offset of the list of that index, from the offsets' own. */
static uint64_t offset_of(const struct range_lists *lists, uint64_t index)
{
	struct cursor cursor = section_cursor(lists->lists, lists->big_endian);

	if (index > lists->lists.size) {
		return UINT64_MAX;
	}
	cursor_skip(&cursor, lists->offsets);
	cursor_skip(&cursor, index * lists->offset_size);
	return lists->offsets + cursor_number(&cursor, lists->offset_size);
}

struct range_list range_list_begin(const struct range_lists *lists,
	Dwarf_Attribute *attr, const unsigned char *end)
{
	struct range_list list = {
		.lists = lists,
		.cursor = section_cursor(lists->lists, lists->big_endian),
		.base = lists->base,
	};
	struct cursor value = { attr->valp, end, lists->big_endian, false };
	const unsigned form = dwarf_whatform(attr);
	uint64_t offset = form == DW_FORM_rnglistx
				  ? offset_of(lists, cursor_uleb(&value))
			  : form == DW_FORM_data4 ? cursor_number(&value, 4)
			  : form == DW_FORM_data8
				  ? cursor_number(&value, 8)
				  : cursor_number(&value, lists->offset_size);

	offset += lists->first;
	cursor_skip(&list.cursor,
		offset >= lists->lists.size ? UINT64_MAX : offset);
	return list;
}

static uint64_t address_at(struct range_list *list)
{
	const struct range_lists *lists = list->lists;
	const uint64_t index = cursor_uleb(&list->cursor);
	struct cursor cursor =
		section_cursor(lists->addresses, lists->big_endian);

	if (index > lists->addresses.size) {
		return 0;
	}
	cursor_skip(&cursor, index * lists->address_size);
	return cursor_number(&cursor, lists->address_size);
}

static bool next_old(struct range_list *list, uint64_t *beginp, uint64_t *endp)
{
	const unsigned size = list->lists->address_size;
	const uint64_t begin = cursor_number(&list->cursor, size);
	const uint64_t end = cursor_number(&list->cursor, size);

	if (list->cursor.overrun || (begin == 0 && end == 0)) {
		return false;
	}
	if (begin == UINT64_MAX >> (64 - 8 * size)) {
		list->base = end;
	} else {
		*beginp = list->base + begin;
		*endp = list->base + end;
	}
	return true;
}

static bool next_new(struct range_list *list, uint64_t *beginp, uint64_t *endp)
{
	struct cursor *cursor = &list->cursor;
	const unsigned size = list->lists->address_size;

	switch (cursor_number(cursor, 1)) {
	case DW_RLE_base_addressx:
		list->base = address_at(list);
		break;
	case DW_RLE_startx_endx:
		*beginp = address_at(list);
		*endp = address_at(list);
		break;
	case DW_RLE_startx_length:
		*beginp = address_at(list);
		*endp = *beginp + cursor_uleb(cursor);
		break;
	case DW_RLE_offset_pair:
		*beginp = list->base + cursor_uleb(cursor);
		*endp = list->base + cursor_uleb(cursor);
		break;
	case DW_RLE_base_address:
		list->base = cursor_number(cursor, size);
		break;
	case DW_RLE_start_end:
		*beginp = cursor_number(cursor, size);
		*endp = cursor_number(cursor, size);
		break;
	case DW_RLE_start_length:
		*beginp = cursor_number(cursor, size);
		*endp = *beginp + cursor_uleb(cursor);
		break;
	case DW_RLE_end_of_list:
		return false;
	default:
		cursor_skip(cursor, UINT64_MAX);
		break;
	}
	return !cursor->overrun;
}

bool range_list_next(struct range_list *list, uint64_t *beginp, uint64_t *endp)
{
	const unsigned size = list->lists->address_size;

	*beginp = *endp = 0;
	/* libdw takes units of these sizes alone. */
	if (size != 4 && size != 8) {
		cursor_skip(&list->cursor, UINT64_MAX);
		return false;
	}
	return list->lists->version < 5 ? next_old(list, beginp, endp)
					: next_new(list, beginp, endp);
}
