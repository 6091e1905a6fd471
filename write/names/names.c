/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "names/names.h"

#include <stdlib.h>
#include <string.h>

#include "array.h"

static void set_name(struct names *names, uint32_t i, const char *name)
{
	const size_t length = strlen(name);

	names->items[i].bytes = (const unsigned char *)name;
	names->items[i].length = (uint32_t)length;
	names->total += length;
	if (length > names->longest) {
		names->longest = (uint32_t)length;
	}
}

bool names_collect(const struct input *list, const char *const *others,
	size_t count, struct names *names, struct failure *err)
{
	const uint32_t symbols = (uint32_t)list->count;
	const uint32_t first = count > 0 ? names_behind(list) : symbols;

	names->items = array_new(first + count, sizeof(*names->items), err);
	if (names->items == NULL) {
		return false;
	}
	names->count = first + (uint32_t)count;
	for (uint32_t i = 0; i < symbols; i++) {
		set_name(names, i, list->symbols[i].name);
	}
	for (uint32_t i = symbols; i < first; i++) {
		set_name(names, i, "");
	}
	for (uint32_t i = 0; i < count; i++) {
		set_name(names, first + i, others[i]);
	}
	return true;
}

void names_free(struct names *names)
{
	free(names->items);
	*names = (struct names){ 0 };
}
