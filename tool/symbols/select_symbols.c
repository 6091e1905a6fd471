/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "select_symbols.h"

#include "map_file.h"
#include "naming.h"
#include "ownership.h"
#include "patterns.h"
#include "symbol_rules.h"

static bool read_map(const struct selection *selection,
	struct symbol_list *list, struct error *err)
{
	size_t kept = 0;

	if (!map_file_read(selection->map, list, err)) {
		return false;
	}
	for (size_t i = 0; i < list->count; i++) {
		if (is_name_to_take(list->symbols[i].name, selection)) {
			list->symbols[kept++] = list->symbols[i];
		}
	}
	list->count = kept;
	return true;
}

static bool read_symbols(const struct elf_file *file,
	const struct selection *selection, struct symbol_list *list,
	struct error *err)
{
	struct sections sections = { 0 };
	bool read;

	if (selection->map != NULL) {
		return read_map(selection, list, err) &&
		       settle_owners(file, &sections, list, err);
	}
	read = sections_read(file, selection->section, &sections, err) &&
	       take_symbols(file, selection, &sections, list, err) &&
	       settle_owners(file, &sections, list, err);
	sections_free(&sections);
	return read;
}

/* Leaves in LIST the kinds of symbols that are asked for. */
static void select_kinds(
	struct symbol_list *list, const struct selection *selection)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->count; i++) {
		const struct symbol *symbol = &list->symbols[i];

		if ((!selection->functions_only ||
			    selection_is_function(symbol)) &&
			(!selection->globals_only ||
				selection_is_global(symbol))) {
			list->symbols[kept++] = *symbol;
		}
	}
	list->count = kept;
}

bool select_symbols(const struct elf_file *file,
	const struct selection *selection, struct symbol_list *list,
	struct name_losses *losses, struct error *err)
{
	if (!read_symbols(file, selection, list, err) ||
		!name_symbols(list, selection, losses, err) ||
		!patterns_filter(
			list, selection->include, selection->exclude, err)) {
		return false;
	}
	select_kinds(list, selection);
	symbol_list_sort(list);
	return true;
}
