/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The contracts of find.c, which speak of its structs: it comes first. */

/*@ requires \valid_read(t) && is_open(*t) && index < t->count;
    requires \valid(s) && \separated(s, t);
    terminates \true;
    assigns *s;
    ensures \result == 0 || \result == -KSYM_ERR_CORRUPT;
    ensures \result == 0 ==> is_within(t, s);
    ensures s->size == 0; */
static int begin_letters(
	const struct ksym_table *t, uint32_t index, struct ksym_spelling_ *s);

/*@ requires \valid(s) && s->size > 0 && \valid_read(s->from);
    requires has_runs(s, s->end);
    terminates \true;
    assigns s->from, s->size \from s->from, s->size;
    ensures s->from == \old(s->from) + 1 && s->size == \old(s->size) - 1;
    ensures has_runs(s, s->end); */
static inline uint8_t take_letter(struct ksym_spelling_ *s);

/*@ requires \valid_read(t) && is_open(*t);
    requires is_within(t, s) && has_letters(t, s);
    requires \valid(s) && \separated(s, t);
    terminates \true;
    assigns *s;
    ensures -KSYM_ERR_CORRUPT <= \result;
    ensures \result <= 255;
    ensures \result > 0 ==> is_within(t, s);
    ensures \result > 0 ==> has_letters(t, s);
    ensures \result > 0 ==> letters_left(s) < \old(letters_left(s)); */
static inline int next_letter(const struct ksym_table *t, struct ksym_spelling_ *s);

/*@ requires \valid_read(t) && is_open(*t) && a < t->count && b < t->count;
    terminates \true;
    assigns \nothing;
    ensures \result == 1 || \result == 0 || \result == -KSYM_ERR_CORRUPT; */
static int same_names(const struct ksym_table *t, uint32_t a, uint32_t b);

/*@ requires segments <= KSYM_INDEX_SEGMENTS_MAX;
    requires log2 <= KSYM_INDEX_LOG2_MAX;
    terminates \true;
    assigns \nothing;
    ensures \result == all_slots(segments, log2); */
SMALL_ uint64_t count_slots(uint32_t segments, uint32_t log2);

/*@ requires width <= KSYM_INDEX_SLOT_BITS_MAX;
    requires slots <= 8 * KSYM_INDEX_GROUPS_MAX;
    terminates \true;
    assigns \nothing;
    ensures \result ==> end_within(width, slots, 8 * bytes); */
SMALL_ bool slots_fit(uint32_t width, uint32_t slots, uint32_t bytes);

/*@ requires \valid_read(t) && is_open(*t);
    requires \valid(x) && \separated(x, t);
    terminates \true;
    assigns *x;
    ensures \result ==> is_index(\old(t->sizes[KSYM_PART_INDEX]), x); */
static bool read_index(const struct ksym_table *t, struct index *x);

/*@ requires width <= KSYM_INDEX_SLOT_BITS_MAX;
    terminates \true;
    assigns \nothing;
    ensures \forall integer slots, bits; slot <= slots &&
      end_within(width, slots, bits) && bits <= 0xffffffff ==>
	\result <= bits; */
SMALL_ uint32_t slot_bit(uint32_t width, uint32_t slot);

/*@ requires \valid_read(t) && is_open(*t);
    requires \valid_read(x) && is_index(t->sizes[KSYM_PART_INDEX], x) && slot < all_slots(x->segments, x->log2);
    terminates \true;
    assigns \nothing; */
FAST_ uint32_t read_slot(
	const struct ksym_table *t, const struct index *x, uint32_t slot);

/*@ terminates \true;
    assigns \nothing;
    ensures a <= 0xffffffff && b <= 0xffffffff ==> \result == a * b; */
static uint64_t product(uint64_t a, uint64_t b);

/*@ requires \valid_read(t) && is_open(*t);
    requires t->sizes[KSYM_PART_INDEX] >= KSYM_INDEX_SLOTS;
    terminates \true;
    assigns \nothing;
    ensures is_hashing(\result); */
static struct hash begin_hash(const struct ksym_table *t);

/*@ requires \valid(h) && is_hashing(*h);
    terminates \true;
    assigns *h;
    ensures is_hashing(*h); */
static inline void add_byte(struct hash *h, uint8_t byte);

/*@ requires \valid_read(h);
    terminates \true;
    assigns \nothing; */
static uint64_t end_hash(const struct hash *h);

/*@ requires \valid_read(t) && is_open(*t);
    requires t->sizes[KSYM_PART_INDEX] >= KSYM_INDEX_SLOTS;
    requires \valid_read(bytes + (0 .. size - 1));
    terminates \true;
    assigns \nothing; */
static uint64_t hash_bytes(
	const struct ksym_table *t, const uint8_t *bytes, size_t size);

/*@ requires segment < segments;
    requires (segments + KSYM_INDEX_WAYS - 1) * (mask + 1) <=
      8 * KSYM_INDEX_GROUPS_MAX;
    terminates \true;
    assigns \nothing;
    ensures \result + KSYM_INDEX_WAYS * (mask + 1) <=
      (segments + KSYM_INDEX_WAYS - 1) * (mask + 1); */
SMALL_ uint32_t first_slot(uint32_t segment, uint32_t segments, uint32_t mask);

/*@ requires 1 <= segments;
    terminates \true;
    assigns \nothing;
    ensures \result < segments; */
SMALL_ uint32_t find_segment(uint64_t h, uint32_t segments);

/*@ requires \valid_read(t) && is_open(*t);
    requires \valid_read(x) && is_index(t->sizes[KSYM_PART_INDEX], x);
    terminates \true;
    assigns \nothing; */
static uint32_t candidate(const struct ksym_table *t, const struct index *x,
	uint64_t name_hash, uint32_t ordinal);

/*@ requires \valid_read(t) && is_open(*t);
    requires \valid_read(name + (0 .. size - 1));
    requires \valid(symp) && \separated(symp, t);
    terminates \true;
    assigns *symp;
    ensures is_status(\result);
    ensures \result == 0 ==> symp->index < t->count; */
static int find_by_index(const struct ksym_table *t, const uint8_t *name,
	size_t size, struct ksym_symbol *symp);

/*@ requires is_table(t);
    requires \valid_read(name + (0 .. size - 1));
    requires \valid(symp) && \separated(symp, t);
    terminates \true;
    assigns *symp;
    ensures is_status(\result);
    ensures \result == 0 ==> symp->index < t->count; */
static int find_by_names(const struct ksym_table *t, const uint8_t *name,
	size_t size, struct ksym_symbol *symp);

/*@ requires is_table(t) && valid_read_string(name);
    requires \valid(symp) && \separated(symp, t);
    terminates \true;
    assigns *symp;
    ensures is_status(\result);
    ensures \result == 0 ==> symp->index < t->count; */
int ksym_find(
	const struct ksym_table *t, const char *name, struct ksym_symbol *symp);

/*@ requires \valid_read(t) && is_open(*t) && index < t->count;
    requires t->sizes[KSYM_PART_INDEX] >= KSYM_INDEX_SLOTS;
    requires \valid(hashp) && \separated(hashp, t);
    terminates \true;
    assigns *hashp;
    ensures \result == 0 || \result == -KSYM_ERR_CORRUPT; */
static int hash_of(const struct ksym_table *t, uint32_t index, uint64_t *hashp);

/*@ requires \valid_read(t) && is_open(*t) && symp->index < t->count;
    requires \valid(symp) && \separated(symp, t);
    terminates \true;
    assigns *symp;
    ensures is_status(\result);
    ensures \result == 0 ==> \old(symp->index) < symp->index < t->count; */
static int next_by_index(const struct ksym_table *t, struct ksym_symbol *symp);

/*@ requires is_table(t) && \valid(symp) && \separated(symp, t);
    terminates \true;
    assigns *symp;
    ensures is_status(\result);
    ensures \result == 0 ==> \old(symp->index) < symp->index < t->count; */
int ksym_find_next(const struct ksym_table *t, struct ksym_symbol *symp);
