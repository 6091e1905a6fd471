/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The contracts of open.c. */

/*@ requires \valid(t);
    terminates \true;
    assigns *t;
    ensures is_closed(*t); */
static void close_table(struct ksym_table *t);

/*@ requires \valid(t) && \valid_read(widths + (0 .. KSYM_CLASSES - 1));
    requires \separated(t, widths + (0 .. KSYM_CLASSES - 1));
    terminates \true;
    assigns t->token_step[0 .. KSYM_CLASSES], t->token_first[0 .. KSYM_CLASSES];
    ensures \result ==> has_steps(*t); */
static bool read_classes(struct ksym_table *t, const uint8_t *widths);

/*@ requires \valid(t) && \valid_read(b + (0 .. KSYM_HEADER_SIZE - 1)) &&
      \valid_read(b + (0 .. size - 1));
    requires \separated(t, b + (0 .. KSYM_HEADER_SIZE - 1));
    terminates \true;
    assigns *t;
    ensures \result ==> has_bytes(*t);
    ensures \result ==> has_parts(*t);
    ensures \result ==> has_steps(*t); */
static bool read_header(struct ksym_table *t, const uint8_t *b, uint32_t size);

/*@ requires \valid(t) && \valid_read(b + (0 .. size - 1));
    requires \separated(t, b + (0 .. size - 1));
    terminates \true;
    assigns *t;
    ensures -KSYM_ERR_CHECKSUM < \result <= 0;
    ensures \result == 0 ==> is_open(*t); */
static int open_table(struct ksym_table *t, const uint8_t *b, size_t size);

/*@ requires \valid(t) && \valid_read((uint8_t *)base + (0 .. size - 1));
    requires \separated(t, (uint8_t *)base + (0 .. size - 1));
    terminates \true;
    assigns *t;
    ensures -KSYM_ERR_CHECKSUM < \result <= 0;
    ensures \result == 0 ==> is_open(*t);
    ensures \result < 0 ==> is_closed(*t); */
int ksym_open(struct ksym_table *t, const void *base, size_t size);

/*@ requires \valid(t) && \valid_read(location);
    requires location->size > 0 ==> \valid_read((uint8_t *)(uintptr_t)(
      (uintptr_t)location + (uintptr_t)location->distance) +
      (0 .. (size_t)location->size - 1));
    requires location->size > 0 ==> \separated(t, (uint8_t *)(uintptr_t)(
      (uintptr_t)location + (uintptr_t)location->distance) +
      (0 .. (size_t)location->size - 1));
    requires \separated(t, location);
    terminates \true;
    assigns *t;
    ensures -KSYM_ERR_CHECKSUM < \result <= 0;
    ensures \result == 0 ==> is_open(*t);
    ensures \result < 0 ==> is_closed(*t); */
int ksym_open_location(
	struct ksym_table *t, const struct ksym_location *location);

/*@ requires is_table(t) && \valid(t);
    terminates \true;
    assigns t->start;
    ensures \old(is_open(*t)) ==> is_open(*t);
    ensures \old(is_closed(*t)) ==> is_closed(*t); */
void ksym_set_bias(struct ksym_table *t, uint64_t bias);

/*@ requires is_table(t) && \valid(t);
    terminates \true;
    assigns t->start;
    ensures \old(is_open(*t)) ==> is_open(*t);
    ensures \old(is_closed(*t)) ==> is_closed(*t); */
void ksym_set_load(struct ksym_table *t, uint64_t run_addr, uint64_t link_addr);

/*@ requires is_table(t);
    terminates \true;
    assigns \nothing;
    ensures \result == t->count; */
uint32_t ksym_count(const struct ksym_table *t);
