/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "flat.h"

#include <err.h>
#include <stdlib.h>
#include <string.h>

void flat_build(const struct list *list, struct flat *flat)
{
	flat->count = list->count;
	flat->symbols = calloc(list->count, sizeof(*flat->symbols));
	if (flat->symbols == NULL) {
		err(1, "the flat array");
	}
	flat->bytes = (uint64_t)list->count * sizeof(*flat->symbols);
	for (uint32_t i = 0; i < list->count; i++) {
		const struct item *item = &list->items[i];

		flat->symbols[i] = (struct flat_symbol){ item->addr, item->size,
			item->name, strlen(item->name) };
		flat->bytes += flat->symbols[i].length;
	}
}

uint32_t flat_lookup(const struct flat *flat, uint64_t addr)
{
	for (uint32_t i = 0; i < flat->count; i++) {
		if (addr - flat->symbols[i].start < flat->symbols[i].size) {
			return i;
		}
	}
	return NOBODY;
}

uint32_t flat_find(const struct flat *flat, const char *name)
{
	const size_t length = strlen(name);

	for (uint32_t i = 0; i < flat->count; i++) {
		if (flat->symbols[i].length == length &&
			memcmp(flat->symbols[i].name, name, length) == 0) {
			return i;
		}
	}
	return NOBODY;
}
