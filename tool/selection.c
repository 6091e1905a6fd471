/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "selection.h"

#include <errno.h>
#include <ksym.h>
#include <regex.h>
#include <string.h>

#include "map_file.h"
#include "naming.h"
#include "ownership.h"
#include "symbol_rules.h"

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

bool selection_is_global(const struct symbol *symbol)
{
	return (symbol->flags & (KSYM_GLOBAL | KSYM_WEAK)) != 0;
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
		(!selection->functions_only || selection_is_function(symbol)) &&
		(!selection->globals_only || selection_is_global(symbol));
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

bool select_symbols(const struct elf_file *file,
	const struct selection *selection, struct symbol_list *list,
	struct error *err)
{
	if (!read_symbols(file, selection, list, err) ||
		!name_symbols(list, selection, err) ||
		!apply_filters(list, selection, err)) {
		return false;
	}
	symbol_list_sort(list);
	return true;
}
