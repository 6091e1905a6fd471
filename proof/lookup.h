/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The contracts of lookup.c. */

/* The distance at the head of a record. */
/*@ logic integer distance_at(integer wide, uint8_t *record) =
      wide != 0
	? word_at(record) | (uint64_t)(word_at(record + 4) << 32)
	: word_at(record); */

/*@ // The distance in record n.
    logic integer nth(integer wide, uint8_t *records, integer size,
	integer n) = distance_at(wide, records + n * size);

    // They may not, since any bytes can be in them.
    predicate ascend(integer wide, uint8_t *records, integer size,
	integer from, integer to) =
      \forall integer i, j; from <= i <= j < to ==>
	nth(wide, records, size, i) <= nth(wide, records, size, j); */

/*@ requires \valid_read(b + (0 .. 1));
    terminates \true;
    assigns \nothing; */
static inline uint32_t base(const uint8_t *b);

/*@ requires shift <= 31;
    terminates \true;
    assigns \nothing; */
static inline uint64_t shift_left(uint64_t value, uint32_t shift);

/*@ requires shift <= 63;
    terminates \true;
    assigns \nothing; */
static inline uint64_t shift_right(uint64_t value, uint32_t shift);

/*@ requires \valid_read(t) &&
      \valid_read(record + (0 .. (t->wide != 0 ? 7 : 3)));
    terminates \true;
    assigns \nothing;
    ensures \result == distance_at(t->wide, record); */
static inline uint64_t read_distance(
	const struct ksym_table *t, const uint8_t *record);

/*@ requires \valid_read(t) && has_bytes(*t);
    requires \valid_read(shape + (0 .. KSYM_SHAPE_SIZE - 1));
    terminates \true;
    assigns \nothing; */
static inline uint64_t read_gap(
	const struct ksym_table *t, const uint8_t *shape, uint32_t bit);

/*@ requires \valid_read(t) && has_bytes(*t);
    requires \valid_read(shape + (0 .. KSYM_SHAPE_SIZE - 1));
    terminates \true;
    assigns \nothing; */
static inline uint64_t read_size(const struct ksym_table *t,
	const uint8_t *shape, uint32_t bit, uint64_t gap);

/*@ requires \valid_read(t) && has_parts(*t) && last < t->count;
    requires \valid(symp) && \separated(symp, t);
    terminates \true;
    assigns *symp;
    ensures \result == 0 || \result == -KSYM_ERR_CORRUPT;
    ensures \result == 0 ==> symp->index <= last; */
static int last_in_block(const struct ksym_table *t, uint32_t last,
	uint64_t distance, struct ksym_symbol *symp);

/*@ requires \valid_read(t) && has_parts(*t) && index < t->count;
    requires \valid(symp) && \separated(symp, t);
    terminates \true;
    assigns *symp;
    ensures \result == 0 || \result == -KSYM_ERR_CORRUPT;
    ensures \result == 0 ==> symp->index == index; */
static int describe(
	const struct ksym_table *t, uint32_t index, struct ksym_symbol *symp);

/*@ requires is_table(t) && \valid(symp) && \separated(symp, t);
    terminates \true;
    assigns *symp;
    ensures \result == 0 ==> symp->index == index && index < t->count;
    ensures index < t->count ==> \result == 0 || \result == -KSYM_ERR_CORRUPT;
    ensures index >= t->count ==> \result == -KSYM_ERR_NOT_FOUND;
    ensures index >= t->count ==> *symp == \old(*symp); */
int ksym_get(
	const struct ksym_table *t, uint32_t index, struct ksym_symbol *symp);

/*@ requires \valid_read(t) && 1 <= count;
    requires t->wide != 0 ? size == 12 : 7 <= size <= 8;
    requires (low + count) * size <= KSYM_SIZE_MAX;
    requires \valid_read(records + (0 .. (low + count) * size - 1));
    terminates \true;
    assigns \nothing;
    ensures low <= \result < low + count;
    behavior order:
      ensures \result > low ==>
	nth(t->wide, records, size, \result) <= distance;
      ensures ascend(t->wide, records, size, low, low + count) ==>
	\forall integer i; \result < i < low + count ==>
	  nth(t->wide, records, size, i) > distance; */
static uint32_t last_record(const struct ksym_table *t, const uint8_t *records,
	uint32_t size, uint32_t low, uint32_t count, uint64_t distance);

/*@ requires \valid_read(t) && has_parts(*t) && t->count > 0;
    terminates \true;
    assigns \nothing;
    ensures \result <= t->blocks; */
static uint32_t find_block(const struct ksym_table *t, uint64_t distance);

/*@ requires \valid_read(symbol);
    terminates \true;
    assigns \nothing;
    ensures \result <==> (uint64_t)(addr - symbol->addr) < symbol->size; */
static bool covers(const struct ksym_symbol *symbol, uint64_t addr);

/*@ requires \valid_read(t) && has_parts(*t);
    requires \valid(symp) && \separated(symp, t);
    terminates \true;
    assigns *symp;
    ensures is_status(\result);
    ensures \result == 0 ==> symp->index < t->count;
    ensures \result == 0 ==> (uint64_t)(addr - symp->addr) < symp->size;
    ensures \result != 0 ==> *symp == \old(*symp); */
static int find_resumed(
	const struct ksym_table *t, uint64_t addr, struct ksym_symbol *symp);

/*@ requires is_table(t) && \valid(symp) && \separated(symp, t);
    terminates \true;
    assigns *symp;
    ensures is_status(\result);
    ensures \result == 0 ==> symp->index < t->count;
    ensures \result == 0 ==> (uint64_t)(addr - symp->addr) < symp->size;
    // For ksym_next_to: the last that starts at or below addr, if any does.
    ensures \result == -KSYM_ERR_NOT_FOUND && t->count > 0 ==>
      symp->index < t->count; */
int ksym_lookup(
	const struct ksym_table *t, uint64_t addr, struct ksym_symbol *symp);

/*@ requires is_table(t) && \valid(symp) && \separated(symp, t);
    terminates \true;
    assigns *symp;
    ensures is_status(\result);
    ensures \result == 0 ==> symp->index < t->count; */
int ksym_lookup_call(const struct ksym_table *t, uint64_t return_addr,
	struct ksym_symbol *symp);

/*@ requires is_table(t) && \valid(symp) && \separated(symp, t);
    terminates \true;
    assigns *symp;
    ensures \result == 0 || \result == 1 || \result == -KSYM_ERR_NOT_FOUND ||
      \result == -KSYM_ERR_CORRUPT;
    ensures \result >= 0 ==> symp->index < t->count;
    ensures \result == 0 ==> (uint64_t)(addr - symp->addr) < symp->size; */
int ksym_next_to(
	const struct ksym_table *t, uint64_t addr, struct ksym_symbol *symp);
