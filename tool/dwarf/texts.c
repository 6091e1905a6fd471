/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "reading.h"

#include <string.h>

bool text_spend(struct reading *reading, uint64_t length, struct error *err)
{
	if (length > reading->text_left) {
		return fail_unit(reading, err,
			"more names and paths than the file's size allows");
	}
	reading->text_left -= length;
	return true;
}

bool text_spend_all(struct reading *reading, const char *const texts[],
	size_t count, struct error *err)
{
	for (size_t i = 0; i < count; i++) {
		if (!text_spend(reading, strlen(texts[i]), err)) {
			return false;
		}
	}
	return true;
}

bool text_intern(struct reading *reading, struct interner *interner,
	const void *text, size_t length, uint32_t *numberp, struct error *err)
{
	return text_spend(reading, length, err) &&
	       intern(interner, text, length, numberp, err);
}
