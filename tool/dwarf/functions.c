/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "reading.h"

#include <string.h>

#include "core/array.h"
#include "entry.h"

/*
 * A call refers to an abstract function, which refers to a member's declaration
 * in its class. More entries than that are a circle.
 */
#define MOST_ORIGINS 16

/* Bytes of a name: those behind are left out. */
#define MOST_NAME 65535

/* Sets *NUMBERP to TEXT's number, if there is a text and no number yet. */
static bool take_text(struct reading *reading, const char *text,
	uint32_t *numberp, struct error *err)
{
	return *numberp != LINES_NONE || text == NULL ||
	       text_intern(reading, &reading->texts, text,
		       strnlen(text, MOST_NAME), numberp, err);
}

/* Takes from ENTRY, which is DIE, what entries before it did not tell. */
static bool add_facts(struct reading *reading, Dwarf_Die *die,
	const struct entry *entry, struct function_facts *facts,
	struct error *err)
{
	struct lines_function *function = &facts->function;
	struct line_table *table;

	facts->declaration = die->addr;
	if (!take_text(reading, entry->name, &facts->name, err) ||
		!take_text(reading, entry->linkage, &facts->linkage, err)) {
		return false;
	}
	if (function->line == 0) {
		function->line = (uint32_t)entry->decl_line;
	}
	if (function->file != LINES_NONE || !entry->has_decl_file) {
		return true;
	}
	return table_of_unit(reading, die->cu, &table, err) &&
	       table_path(
		       reading, table, entry->decl_file, &function->file, err);
}

static bool read_function(struct reading *reading, Dwarf_Die *first,
	struct function_facts *facts, struct error *err)
{
	Dwarf_Die die = *first;

	*facts = (struct function_facts){
		.function = { .file = LINES_NONE },
		.name = LINES_NONE,
		.linkage = LINES_NONE,
	};
	for (unsigned i = 0; i < MOST_ORIGINS; i++) {
		struct entry entry;
		Dwarf_Die origin;

		if (!entry_read(reading, &die, &entry)) {
			return fail_unit(reading, err, "%s", dwarf_errmsg(-1));
		}
		if (!add_facts(reading, &die, &entry, facts, err)) {
			return false;
		}
		if (!entry_origin(&entry, &origin)) {
			return true;
		}
		die = origin;
	}
	return fail_unit(reading, err, "abstract origins in a circle");
}

bool function_of_entry(struct reading *reading, Dwarf_Die *entry,
	uint32_t *functionp, struct error *err)
{
	struct function_facts *all, facts;

	if (address_map_get(
		    &reading->functions_by_entry, entry->addr, functionp)) {
		return true;
	}
	if (!read_function(reading, entry, &facts, err)) {
		return false;
	}
	all = array_room(reading->functions, reading->function_count + 1,
		&reading->function_capacity, sizeof(*all), err);
	if (all == NULL) {
		return false;
	}
	reading->functions = all;
	*functionp = (uint32_t)reading->function_count;
	all[reading->function_count++] = facts;
	return address_map_set(
		&reading->functions_by_entry, entry->addr, *functionp, err);
}
