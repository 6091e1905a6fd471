/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Of which build a table is. */
#include "table.h"

/* Bytes of the build id; more than there is place for is damage. */
static uint32_t id_size(const struct ksym_table *t)
{
	return t->sizes[KSYM_PART_ID];
}

int ksym_build_id(const struct ksym_table *t, void *buf, size_t size)
{
	const uint32_t length = id_size(t);
	uint8_t *to = buf;

	if (length > KSYM_ID_MAX) {
		return -KSYM_ERR_CORRUPT;
	}
	/*@ loop invariant i <= length && i <= size;
	    loop assigns i, to[0 .. size - 1];
	    loop variant length - i; */
	for (uint32_t i = 0; i < length && i < size; i++) {
		to[i] = t->part[KSYM_PART_ID][i];
	}
	return (int)length;
}

int ksym_is_build(const struct ksym_table *t, const void *id, size_t size)
{
	const uint8_t *bytes = id;
	const uint32_t length = id_size(t);

	if (length == 0 || length > KSYM_ID_MAX ||
		length != (size < KSYM_ID_MAX ? size : KSYM_ID_MAX)) {
		return 0;
	}
	/*@ loop invariant i <= length;
	    loop assigns i;
	    loop variant length - i; */
	for (uint32_t i = 0; i < length; i++) {
		if (bytes[i] != t->part[KSYM_PART_ID][i]) {
			return 0;
		}
	}
	return 1;
}
