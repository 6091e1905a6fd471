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

static void set_name(struct names *names, uint32_t i, const char *name)
{
	const size_t length = strlen(name);
	struct name *item = &names->items[i];

	item->bytes = (const unsigned char *)name;
	item->length = (uint32_t)length;
	item->shared = i % KSYM_BLOCK > 0 ? count_shared(item - 1, item) : 0;
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
