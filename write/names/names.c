/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "names/names.h"

#include <stdlib.h>
#include <string.h>

#include "array.h"

bool names_collect(
	const struct input *list, struct names *names, struct failure *err)
{
	names->items = array_new(list->count, sizeof(*names->items), err);
	if (names->items == NULL) {
		return false;
	}
	names->count = (uint32_t)list->count;
	for (uint32_t i = 0; i < names->count; i++) {
		const char *name = list->symbols[i].name;
		const size_t length = strlen(name);

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
