/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Of which build a table is. The header, where the id stands, is in the table. */
#include "table.h"

/* Bytes of the build id; more than there is place for is damage. */
/*@ requires is_table(t);
    terminates \true;
    assigns \nothing;
    ensures is_closed(*t) ==> \result == 0;
    ensures is_open(*t) ==> \result == t->bytes[KSYM_AT_ID_SIZE];
    ensures \result <= 255; */
static uint32_t id_size(const struct ksym_table *t)
{
	return t->size == 0 ? 0 : t->bytes[KSYM_AT_ID_SIZE];
}

/*@ requires is_table(t);
    requires size > 0 ==> \valid((uint8_t *)buf + (0 .. size - 1)) &&
      \separated((uint8_t *)buf + (0 .. size - 1), t,
	t->bytes + (0 .. t->size - 1));
    terminates \true;
    assigns ((uint8_t *)buf)[0 .. size - 1];
    ensures 0 <= \result <= KSYM_ID_MAX || \result == -KSYM_ERR_CORRUPT;
    ensures is_closed(*t) ==> \result == 0; */
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
		to[i] = t->bytes[KSYM_AT_ID + i];
	}
	return (int)length;
}

/*@ requires is_table(t);
    requires size > 0 ==> \valid_read((uint8_t *)id + (0 .. size - 1));
    terminates \true;
    assigns \nothing;
    ensures \result == 0 || \result == 1;
    ensures is_closed(*t) || size == 0 ==> \result == 0; */
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
		if (bytes[i] != t->bytes[KSYM_AT_ID + i]) {
			return 0;
		}
	}
	return 1;
}
