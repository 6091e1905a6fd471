/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The contracts of lookup.c. */

/*@ // The distance at the head of record n.
    logic integer nth(uint8_t *records, integer size, integer n) =
      word_at(records + n * size);

    // They may not, since any bytes can be in them.
    predicate ascend(uint8_t *records, integer size, integer from,
	integer to) =
      \forall integer i, j; from <= i <= j < to ==>
	nth(records, size, i) <= nth(records, size, j);

    // It has symbols, and their blocks can be found.
    predicate has_symbols(struct ksym_table *t) =
      \valid_read(t) && is_open(*t) && t->count > 0; */

/*@ requires 1 <= count && 4 <= size <= KSYM_LINES_GROUP_SIZE;
    requires (low + count) * size <= KSYM_SIZE_MAX;
    requires \valid_read(records + (0 .. (low + count) * size - 1));
    terminates \true;
    assigns \nothing;
    ensures low <= \result < low + count;
    behavior order:
      ensures \result > low ==> nth(records, size, \result) <= distance;
      ensures ascend(records, size, low, low + count) ==>
	\forall integer i; \result < i < low + count ==>
	  nth(records, size, i) > distance; */
FAST_ uint32_t last_record(const uint8_t *records, uint32_t size, uint32_t low,
	uint32_t count, uint32_t distance);

/*@ requires has_symbols(t) && offset <= KSYM_REGION_MOST;
    terminates \true;
    assigns \result \from t, offset, key;
    ensures is_inside(*t, \result, KSYM_REGION_SIZE); */
SHARED_ const uint8_t *find_region(
	const struct ksym_table *t, uint32_t offset, uint64_t key);

/*@ requires has_symbols(t);
    requires \valid(distancep) && \separated(distancep, t);
    terminates \true;
    assigns *distancep;
    assigns \result \from t, addr;
    ensures \result == \null || is_inside(*t, \result, KSYM_REGION_SIZE); */
FAST_ const uint8_t *find_distance(
	const struct ksym_table *t, uint64_t addr, uint32_t *distancep);

/*@ requires has_symbols(t) && is_inside(*t, region, KSYM_REGION_SIZE);
    terminates \true;
    assigns \nothing; */
FAST_ uint64_t find_addr(
	const struct ksym_table *t, const uint8_t *region, uint32_t distance);

/*@ requires block < KSYM_BLOCKS;
    requires \valid_read(record + (0 .. KSYM_RECORD_SIZE - 1));
    terminates \true;
    assigns \nothing; */
FAST_ uint32_t block_start(const uint8_t *record, uint32_t block);

/*@ requires \valid_read(record + (0 .. KSYM_RECORD_SIZE - 1));
    terminates \true;
    assigns \nothing;
    ensures \result < KSYM_BLOCKS; */
FAST_ uint32_t find_block(const uint8_t *record, uint32_t rest);

/*@ requires \valid_read(shape + (0 .. KSYM_SHAPE_SIZE - 1));
    terminates \true;
    assigns \nothing; */
SMALL_ uint32_t read_gap(const uint8_t *shape, uint32_t fields);

/*@ requires \valid_read(shape + (0 .. KSYM_SHAPE_SIZE - 1));
    terminates \true;
    assigns \nothing; */
FAST_ uint32_t read_size(const uint8_t *shape, uint32_t fields, uint32_t gap);

/*@ requires \valid(symp);
    terminates \true;
    assigns symp->type, symp->flags; */
FAST_ void set_kind(struct ksym_symbol *symp, uint32_t kind);

/*@ requires has_symbols(t) && last < t->count;
    requires is_inside(*t, region, KSYM_REGION_SIZE);
    requires \valid(symp) && \separated(symp, t);
    terminates \true;
    assigns *symp;
    ensures \result == 0 || \result == -KSYM_ERR_CORRUPT;
    ensures \result == 0 ==> symp->index <= last; */
APART_ static int describe_any(const struct ksym_table *t, uint32_t last,
	uint32_t most, const uint8_t *region, struct ksym_symbol *symp);

/*@ requires has_symbols(t) && last < t->count;
    requires is_inside(*t, region, KSYM_REGION_SIZE);
    requires \valid(symp) && \separated(symp, t);
    terminates \true;
    assigns *symp;
    ensures \result == 0 || \result == -KSYM_ERR_CORRUPT;
    ensures \result == 0 ==> symp->index <= last; */
SHARED_ int describe(const struct ksym_table *t, uint32_t last, uint32_t most,
	const uint8_t *region, struct ksym_symbol *symp);

/*@ requires is_table(t) && \valid(symp) && \separated(symp, t);
    terminates \true;
    assigns *symp;
    ensures \result == 0 ==> symp->index == index && index < t->count;
    ensures index < t->count ==> \result == 0 || \result == -KSYM_ERR_CORRUPT;
    ensures index >= t->count ==> \result == -KSYM_ERR_NOT_FOUND;
    ensures index >= t->count ==> *symp == \old(*symp); */
int ksym_get(
	const struct ksym_table *t, uint32_t index, struct ksym_symbol *symp);

/*@ requires has_symbols(t);
    terminates \true;
    assigns \nothing; */
FAST_ void fetch_records(const struct ksym_table *t, uint32_t superblock);

/*@ requires has_symbols(t);
    terminates \true;
    assigns \nothing;
    ensures \result <= (t->count - 1) / KSYM_SUPERBLOCK; */
FAST_ uint32_t find_superblock(const struct ksym_table *t, uint32_t distance);

/*@ requires has_symbols(t);
    terminates \true;
    assigns \nothing;
    ensures \result < t->count; */
FAST_ uint32_t find_last(const struct ksym_table *t, uint32_t distance);

/*@ requires has_symbols(t);
    terminates \true;
    assigns \nothing; */
APART_ static uint32_t find_resumed(
	const struct ksym_table *t, uint32_t distance);

/*@ requires is_table(t) && \valid(symp) && \separated(symp, t);
    terminates \true;
    assigns *symp;
    ensures is_status(\result);
    ensures \result == 0 ==> symp->index < t->count;
    ensures \result == 0 ==> (uint64_t)(addr - symp->addr) < symp->size; */
int ksym_lookup(
	const struct ksym_table *t, uint64_t addr, struct ksym_symbol *symp);

/*@ requires is_table(t) && \valid(symp) && \separated(symp, t);
    terminates \true;
    assigns *symp;
    ensures \result == 0 || \result == 1 || \result == -KSYM_ERR_NOT_FOUND ||
      \result == -KSYM_ERR_CORRUPT;
    ensures \result >= 0 ==> symp->index < t->count;
    ensures \result == 0 ==> (uint64_t)(addr - symp->addr) < symp->size; */
int ksym_next_to(
	const struct ksym_table *t, uint64_t addr, struct ksym_symbol *symp);
