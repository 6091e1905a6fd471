/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The contracts of check.c. */

/*@ requires \valid_read(t) && is_open(*t);
    terminates \true;
    assigns \nothing; */
static uint32_t checksum(const struct ksym_table *t);

/*@ requires \valid_read(t) && is_open(*t);
    terminates \true;
    assigns \nothing; */
static bool symbols_are_sound(const struct ksym_table *t);

/*@ requires is_table(t);
    terminates \true;
    assigns \nothing;
    ensures \result == 0 || \result == -KSYM_ERR_CHECKSUM ||
      \result == -KSYM_ERR_CORRUPT; */
int ksym_check(const struct ksym_table *t);
