/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * What names are in. Few of all scopes hold functions with code, and types of
 * C++ have long names: they are put together for those that have.
 */
#include <string.h>

#include "core/array.h"
#include "reading.h"

bool scope_add(struct reading *reading, uint32_t outer, const char *name,
	uint32_t *numberp, struct error *err)
{
	struct scope *all =
		array_room(reading->scopes, reading->scope_count + 1,
			&reading->scope_capacity, sizeof(*all), err);

	if (all == NULL) {
		return false;
	}
	if (reading->scope_count == LINES_NONE) {
		return fail_unit(reading, err, "too many scopes");
	}
	reading->scopes = all;
	*numberp = (uint32_t)reading->scope_count;
	all[reading->scope_count++] = (struct scope){ outer, name };
	return true;
}

/* Spends the bytes of the names from SCOPE outwards, each with its `::`. */
static bool measure(struct reading *reading, uint32_t scope, size_t *sizep,
	struct error *err)
{
	while (scope != LINES_NONE) {
		const size_t size = strlen(reading->scopes[scope].name) + 2;

		if (!text_spend(reading, size, err)) {
			return false;
		}
		*sizep += size;
		scope = reading->scopes[scope].outer;
	}
	return true;
}

bool scope_name(struct reading *reading, uint32_t scope, uint32_t name,
	uint32_t *fullp, struct error *err)
{
	const struct interned *last = &reading->texts.items[name];
	struct buffer *full = &reading->path;
	unsigned char *at;
	size_t size = 0;

	full->size = 0;
	if (!measure(reading, scope, &size, err) ||
		!buffer_append(full, NULL, size, err) ||
		!buffer_append(full, last->text, last->length, err)) {
		return false;
	}
	at = full->data + size;
	for (; scope != LINES_NONE; scope = reading->scopes[scope].outer) {
		const char *outer = reading->scopes[scope].name;

		*--at = ':';
		*--at = ':';
		for (size_t i = strlen(outer); i > 0; i--) {
			*--at = (unsigned char)outer[i - 1];
		}
	}
	return text_intern(
		reading, &reading->texts, full->data, full->size, fullp, err);
}
