/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "names/names.h"

#include <ksym_format.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"

/* The bytes that both begin with. */
static uint32_t count_shared(const struct name *a, const struct name *b)
{
	uint32_t shared = 0;

	while (shared < a->length && shared < b->length &&
		a->bytes[shared] == b->bytes[shared]) {
		shared++;
	}
	return shared;
}

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
		struct name *item = &names->items[i];

		item->bytes = (const unsigned char *)name;
		item->length = (uint32_t)length;
		item->shared =
			i % KSYM_BLOCK > 0 ? count_shared(item - 1, item) : 0;
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
