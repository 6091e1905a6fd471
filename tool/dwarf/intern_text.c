/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "reading.h"

bool intern_text(struct reading *reading, struct interner *interner,
	const void *text, size_t length, uint32_t *numberp, struct error *err)
{
	if (length > reading->text_left) {
		return fail_unit(reading, err,
			"more names and paths than the file's size allows");
	}
	reading->text_left -= length;
	return intern(interner, text, length, numberp, err);
}
