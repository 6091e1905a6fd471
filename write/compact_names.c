/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "compact_stages.h"

#include <stdlib.h>
#include <string.h>

bool names_collect(
	const struct symbol_list *list, struct names *names, struct error *err)
{
	if (list->count > UINT32_MAX) {
		return fail(err, "%zu symbols, expected at most %u",
			list->count, UINT32_MAX);
	}
	names->items = compact_alloc(list->count, sizeof(*names->items), err);
	if (names->items == NULL) {
		return false;
	}
	names->count = (uint32_t)list->count;
	for (uint32_t i = 0; i < names->count; i++) {
		const char *name = list->symbols[i].name;
		const size_t length = strlen(name);

		if (length > KSYM_NAME_MAX) {
			return fail(err,
				"symbol %.40s... has a name of %zu bytes, expected at most %d",
				name, length, KSYM_NAME_MAX);
		}
		names->items[i].bytes = (const unsigned char *)name;
		names->items[i].length = (uint32_t)length;
		names->total += length;
		if (length > names->longest) {
			names->longest = (uint32_t)length;
		}
	}
	return true;
}

void names_free(struct names *names)
{
	free(names->items);
	*names = (struct names){ 0 };
}
