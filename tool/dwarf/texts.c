/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "reading.h"

bool text_spend(struct reading *reading, uint64_t length, struct error *err)
{
	if (length > reading->text_left) {
		return fail_unit(reading, err,
			"more names and paths than the file's size allows");
	}
	reading->text_left -= length;
	return true;
}

bool text_intern(struct reading *reading, struct interner *interner,
	const void *text, size_t length, uint32_t *numberp, struct error *err)
{
	return text_spend(reading, length, err) &&
	       intern(interner, text, length, numberp, err);
}
