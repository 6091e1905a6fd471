/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The contracts of build_id.c. */

/*@ requires is_table(t);
    terminates \true;
    assigns \nothing;
    ensures \result == t->sizes[KSYM_PART_ID]; */
static uint32_t id_size(const struct ksym_table *t);

/*@ requires is_table(t);
    requires size > 0 ==> \valid((uint8_t *)buf + (0 .. size - 1)) &&
      \separated((uint8_t *)buf + (0 .. size - 1), t,
	t->bytes + (0 .. t->size + KSYM_TAIL - 1));
    terminates \true;
    assigns ((uint8_t *)buf)[0 .. size - 1];
    ensures 0 <= \result <= KSYM_ID_MAX || \result == -KSYM_ERR_CORRUPT;
    ensures is_closed(*t) ==> \result == 0; */
int ksym_build_id(const struct ksym_table *t, void *buf, size_t size);

/*@ requires is_table(t);
    requires size > 0 ==> \valid_read((uint8_t *)id + (0 .. size - 1));
    terminates \true;
    assigns \nothing;
    ensures \result == 0 || \result == 1;
    ensures is_closed(*t) || size == 0 ==> \result == 0; */
int ksym_is_build(const struct ksym_table *t, const void *id, size_t size);
