/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "naming.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "demangle_list.h"

#define NAME_MOST 65535 /* bytes of a name that a table holds */

static int compare_names(const void *a, const void *b)
{
	const struct symbol *x = *(struct symbol *const *)a;
	const struct symbol *y = *(struct symbol *const *)b;
	int order = strcmp(x->name, y->name);

	return order != 0 ? order : (x->addr > y->addr) - (x->addr < y->addr);
}

/* By name, then by address: symbols at one address need not be told apart. */
static void qualify_group(struct symbol **group, size_t count)
{
	const bool apart = group[0]->addr != group[count - 1]->addr;

	for (size_t i = 0; i < count; i++) {
		group[i]->qualified = apart;
	}
}

/* Finds out which symbols are to be named of their source. */
static bool qualify_symbols(struct symbol_list *list, struct error *err)
{
	struct symbol **sorted =
		calloc(list->count + 1, sizeof(struct symbol *));
	size_t first = 0;

	if (sorted == NULL) {
		return fail(err, "out of memory");
	}
	for (size_t i = 0; i < list->count; i++) {
		sorted[i] = &list->symbols[i];
	}
	qsort(sorted, list->count, sizeof(struct symbol *), compare_names);
	for (size_t i = 1; i <= list->count; i++) {
		if (i == list->count ||
			strcmp(sorted[i]->name, sorted[first]->name) != 0) {
			qualify_group(sorted + first, i - first);
			first = i;
		}
	}
	free(sorted);
	return true;
}

/* A file without its folders, which differ from one build to the next. */
static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

size_t name_length(const char *name, size_t max)
{
	size_t length = strlen(name);

	if (length <= max) {
		return length;
	}
	length = max;
	while (length > 1 && ((unsigned char)name[length] & 0xc0) == 0x80) {
		length--;
	}
	return length;
}

/* NAME@FILE, of at most MAX bytes: the name is cut, the file is not. */
static bool set_name(struct symbol_list *list, struct symbol *symbol,
	size_t max, struct error *err)
{
	const char *file = symbol->qualified && symbol->source != NULL
				   ? base_name(symbol->source)
				   : "";
	size_t file_size = file[0] != '\0' ? 1 + strlen(file) : 0;
	size_t length;
	char *name;

	if (file_size >= max) {
		file_size = 0;
	}
	length = name_length(symbol->name, max - file_size);
	if (symbol->name[length] == '\0' && file_size == 0) {
		return true;
	}
	name = malloc(length + file_size + 1);
	if (name == NULL) {
		return fail(err, "out of memory");
	}
	memcpy(name, symbol->name, length);
	if (file_size > 0) {
		name[length] = '@';
		memcpy(name + length + 1, file, file_size - 1);
	}
	symbol->name = symbol_list_name(list, name, length + file_size);
	free(name);
	return symbol->name != NULL || fail(err, "out of memory");
}

/* Cuts names to MAX bytes, and counts them in CUT, if not NULL. */
static bool set_names(struct symbol_list *list, size_t max,
	struct lost_names *cut, struct error *err)
{
	for (size_t i = 0; i < list->count; i++) {
		struct symbol *symbol = &list->symbols[i];

		if (cut != NULL && strlen(symbol->name) > max &&
			cut->count++ == 0) {
			cut->first = symbol->name;
		}
		if (!set_name(list, symbol, max, err)) {
			return false;
		}
	}
	return true;
}

bool name_symbols(struct symbol_list *list, const struct selection *selection,
	struct name_losses *losses, struct error *err)
{
	const bool asked =
		selection->max_name != 0 && selection->max_name <= NAME_MOST;

	if (!selection->mangled && !demangle_list(list, losses, err)) {
		return false;
	}
	if (selection->qualify && !qualify_symbols(list, err)) {
		return false;
	}
	return set_names(list, asked ? selection->max_name : NAME_MOST,
		asked ? NULL : &losses->cut, err);
}
