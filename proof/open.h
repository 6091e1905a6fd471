/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The contracts of open.c. Here a table grows, so they name its members. */

/*@ predicate parts_lie_in(uint8_t *bytes, integer size, uint8_t **part,
	uint32_t *sizes, integer count) =
      \forall integer i; 0 <= i < count ==>
	lies_in(bytes, size, part[i], sizes[i]);

    predicate parts_lie(struct ksym_table *t) =
      \forall integer i; 0 <= i < KSYM_PARTS ==>
	lies_in(t->bytes, t->size, t->part[i], t->sizes[i]);

    predicate settings_lie(struct ksym_table *t) =
      t->class_width <= KSYM_CLASS_WIDTH_MAX &&
      t->phrase_bits <= KSYM_PHRASE_BITS_MAX && t->length_bits <= 15 &&
      t->paged <= 1 &&
      is_mask(t->phrase_mask) && t->phrase_mask <= 0x7fffffff &&
      is_mask(t->length_mask) && t->length_mask <= PROOF_PHRASE_MAX; */

/*@ requires \valid(t) && parts_lie(t);
    terminates \true;
    assigns t->part[KSYM_PART_LAST], t->sizes[KSYM_PART_LAST]
      \from t->part[KSYM_PART_WITHIN], t->sizes[KSYM_PART_WITHIN];
    ensures parts_lie(t); */
static void serve_ends(struct ksym_table *t);

/*@ requires \valid(t) && has_bytes(*t) &&
      \separated(t, t->bytes + (0 .. t->size + KSYM_TAIL - 1));
    terminates \true;
    assigns t->part[0 .. KSYM_PARTS - 1], t->sizes[0 .. KSYM_PARTS - 1]
      \from *t, t->bytes[0 .. t->size - 1];
    ensures \result ==> parts_lie(t); */
static bool read_directory(struct ksym_table *t);

/*@ requires \valid_read(t) && has_bytes(*t);
    requires \valid(part + (0 .. count - 1));
    requires \valid(sizes + (0 .. count - 1));
    requires \separated(part + (0 .. count - 1), sizes + (0 .. count - 1),
      t->bytes + (0 .. t->size + KSYM_TAIL - 1));
    requires \separated(part + (0 .. count - 1), &t->bytes, &t->size);
    requires \separated(sizes + (0 .. count - 1), &t->bytes, &t->size);
    terminates \true;
    assigns part[0 .. count - 1], sizes[0 .. count - 1]
      \from *t, t->bytes[0 .. t->size - 1];
    ensures parts_lie_in(\old(t->bytes), \old(t->size), part, sizes, count); */
SMALL_ bool read_parts(const struct ksym_table *t, uint32_t first,
	uint32_t count, const uint8_t **part, uint32_t *sizes);

/*@ requires \valid_read(t) && has_bytes(*t);
    requires \valid(part + (0 .. count - 1));
    requires \valid(sizes + (0 .. count - 1));
    requires \separated(part + (0 .. count - 1), sizes + (0 .. count - 1),
      t->bytes + (0 .. t->size + KSYM_TAIL - 1));
    requires \separated(part + (0 .. count - 1), &t->bytes, &t->size);
    requires \separated(sizes + (0 .. count - 1), &t->bytes, &t->size);
    terminates \true;
    assigns part[0 .. count - 1], sizes[0 .. count - 1]
      \from *t, t->bytes[0 .. t->size - 1];
    ensures parts_lie_in(\old(t->bytes), \old(t->size), part, sizes, count); */
bool ksym_read_directory_(const struct ksym_table *t, uint32_t first,
	uint32_t count, const uint8_t **part, uint32_t *sizes);

/*@ requires \valid_read(settings + (0 .. 3));
    terminates \true;
    assigns \nothing;
    ensures masked: \result ==> settings[0] <= KSYM_CLASS_WIDTH_MAX &&
      settings[1] <= KSYM_PHRASE_BITS_MAX && settings[2] <= 15 &&
      settings[3] == 0; */
SMALL_ bool settings_fit(const uint8_t *settings);

/*@ requires \valid(t) && has_bytes(*t) &&
      \separated(t, t->bytes + (0 .. t->size + KSYM_TAIL - 1));
    terminates \true;
    assigns t->machine, t->class_width, t->phrase_bits, t->length_bits,
      t->paged, t->slice_shift, t->class_numbers,
      t->phrase_mask, t->length_mask;
    ensures \result ==> settings_lie(t); */
static bool read_settings(struct ksym_table *t);

/*@ requires \valid_read(t);
    requires KSYM_HEADER_SIZE <= t->size <= KSYM_SIZE_MAX - KSYM_TAIL;
    requires \valid_read(t->bytes + (0 .. t->size + KSYM_TAIL - 1));
    requires parts_lie(t);
    requires settings_lie(t);
    terminates \true;
    assigns \nothing;
    ensures \result ==> is_open(*t); */
static bool is_whole(const struct ksym_table *t);

/*@ requires \valid(t) && is_open(*t);
    terminates \true;
    assigns t->origin, t->reach;
    ensures is_open(*t); */
static void read_origin(struct ksym_table *t);

/*@ requires \valid(t) && \valid_read(b + (0 .. size - 1));
    requires \separated(t, b + (0 .. size - 1));
    terminates \true;
    assigns *t;
    ensures -KSYM_ERR_CHECKSUM < \result <= 0;
    ensures \result == 0 ==> is_open(*t); */
static int open_table(struct ksym_table *t, const uint8_t *b, size_t size);

/*@ requires \valid(t);
    terminates \true;
    assigns t->size, t->count, t->machine, t->sizes[0 .. KSYM_PARTS - 1];
    ensures is_closed(*t); */
static void close_table(struct ksym_table *t);

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
    assigns t->bias;
    ensures \old(is_open(*t)) ==> is_open(*t);
    ensures \old(is_closed(*t)) ==> is_closed(*t); */
void ksym_set_bias(struct ksym_table *t, uint64_t bias);

/*@ requires is_table(t) && \valid(t);
    terminates \true;
    assigns t->bias;
    ensures \old(is_open(*t)) ==> is_open(*t);
    ensures \old(is_closed(*t)) ==> is_closed(*t); */
void ksym_set_load(struct ksym_table *t, uint64_t run_addr, uint64_t link_addr);

/*@ requires is_table(t);
    terminates \true;
    assigns \nothing;
    ensures \result == t->count; */
uint32_t ksym_count(const struct ksym_table *t);
