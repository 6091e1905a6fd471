/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What the contracts and the loops of lib/ speak of, and the contracts of table.h. */

/*@
  // So many elements at an offset are in the table.
  predicate fits(struct ksym_table t, integer at, integer count,
      integer size) = 0 <= at && 0 <= count && at + count * size <= t.size;

  // The same of records, which are larger where the table is wide.
  predicate fits_records(struct ksym_table t, integer at, integer count,
      integer narrow) =
    t.wide != 0 ? fits(t, at, count, 12) : fits(t, at, count, narrow);

  // Little-endian.
  logic integer word_at(uint8_t *b) =
    b[0] | (uint32_t)(b[1] << 8) | (uint32_t)(b[2] << 16) |
    (uint32_t)(b[3] << 24);

  predicate is_record(struct ksym_table t, uint8_t *record, integer narrow) =
    t.wide != 0 ? \valid_read(record + (0 .. 11))
		: \valid_read(record + (0 .. narrow - 1));

  // Its bytes can be read.
  predicate has_bytes(struct ksym_table t) =
    KSYM_HEADER_SIZE <= t.size <= KSYM_SIZE_MAX &&
    t.last_word == t.size - 4 && \valid_read(t.bytes + (0 .. t.size - 1));

  // What is read without a check is in it.
  predicate has_parts(struct ksym_table t) =
    has_bytes(t) && t.top_shift <= 63 &&
    t.count <= KSYM_BLOCK * t.blocks &&
    fits_records(t, t.field[PLACE_(KSYM_AT_BLOCKS)], t.blocks + 1, 7) &&
    fits(t, t.field[PLACE_(KSYM_AT_SHAPES)], t.shape_mask + 1, KSYM_SHAPE_SIZE)
  && fits_records(t, t.field[PLACE_(KSYM_AT_RESUMES)],
      t.field[PLACE_(KSYM_AT_RESUME_COUNT)], 8);

  predicate is_class(struct ksym_table t, integer selector) =
    t.token_step[selector] <= KSYM_CLASS_WIDTH_MAX;

  predicate has_steps(struct ksym_table t) =
    t.token_step[KSYM_SELECTOR_END] == KSYM_STEP_END_ &&
    \forall integer i; 1 <= i <= KSYM_CLASSES ==> is_class(t, i);

  predicate is_open(struct ksym_table t) = has_parts(t) && has_steps(t);

  // It has no symbols, and nothing of it is read.
  predicate is_closed(struct ksym_table t) =
    t.size == 0 && t.count == 0 && t.field[PLACE_(KSYM_AT_INDEX)] == 0;

  predicate is_table(struct ksym_table *t) =
    \valid_read(t) && (is_open(*t) || is_closed(*t));

  // Found, missed, or damage was met.
  predicate is_status(integer r) = r == 0 || r == -KSYM_ERR_NOT_FOUND ||
    r == -KSYM_ERR_CORRUPT;

  // So many bytes at a place are in the table.
  predicate is_inside(struct ksym_table t, uint8_t *from, integer length) =
    \base_addr(from) == \base_addr(t.bytes) &&
    0 <= from - t.bytes <= t.size - length;

  // A walk stays in its block, and that in the table.
  predicate is_within(struct ksym_table t, struct ksym_spelling_ s) =
    8 * KSYM_BLOCK_FIELDS <= s.selectors <= s.numbers <= 8 * t.last_word &&
    s.names < KSYM_BLOCK;

  // What a walk over a name needs.
  predicate can_begin(struct ksym_table *t, integer index,
      struct ksym_spelling_ *s) =
    \valid_read(t) && is_open(*t) && index < t->count && \valid(s) &&
    \separated(s, t);

  predicate can_read(struct ksym_table *t, struct ksym_spelling_ *s,
      uint8_t **fromp, uint32_t *lengthp) =
    \valid_read(t) && is_open(*t) && is_within(*t, *s) && \valid(s) &&
    \valid(fromp) && \valid(lengthp) && \separated(t, s, fromp, lengthp);

  // With each phrase its two ends come closer.
  predicate falls{Before, After}(struct ksym_spelling_ *s) =
    \at(s->numbers - s->selectors, After) <
    \at(s->numbers - s->selectors, Before);

  predicate is_phrase(struct ksym_table t, uint8_t *from, integer length) =
    length <= KSYM_PHRASE_MAX && is_inside(t, from, length) &&
    \valid_read(from + (0 .. length - 1));

  // A text can be written there, and is not in the table.
  predicate is_buffer(struct ksym_table *t, char *buf, integer size) =
    size > 0 ==> \valid(buf + (0 .. size - 1)) &&
      \separated(buf + (0 .. size - 1), t, t->bytes + (0 .. t->size - 1));

  // A length, or why there is none.
  predicate is_length(integer r) = r >= 0 || r == -KSYM_ERR_NOT_FOUND ||
    r == -KSYM_ERR_CORRUPT;
*/

/*@ requires \valid_read(b + (0 .. 3));
    terminates \true;
    assigns \nothing;
    ensures \result == word_at(b); */
SMALL_ uint32_t ksym_load_(const uint8_t *b);

/*@ requires \valid_read(b + (bit / 8 .. bit / 8 + 3));
    terminates \true;
    assigns \nothing; */
SMALL_ uint32_t ksym_load_bits_(const uint8_t *b, uint32_t bit);

/*@ requires \valid_read(t) && has_bytes(*t);
    terminates \true;
    assigns \nothing; */
static inline uint32_t ksym_word_(const struct ksym_table *t, uint32_t at);

/*@ requires \valid_read(t) && has_bytes(*t) && width <= 25;
    terminates \true;
    assigns \nothing; */
static inline uint32_t ksym_bits_(
	const struct ksym_table *t, uint32_t bit, uint32_t width);

/*@ requires \valid_read(t) && has_bytes(*t) && width <= 255;
    terminates \true;
    assigns \nothing; */
uint64_t ksym_wide_number_(
	const struct ksym_table *t, uint32_t bit, uint32_t width);

/*@ requires \valid_read(t) && has_bytes(*t) && width <= 255;
    terminates \true;
    assigns \nothing; */
static inline uint64_t ksym_number_(
	const struct ksym_table *t, uint32_t bit, uint32_t width);

/*@ terminates \true;
    assigns \nothing;
    ensures a * b <= 0xffffffff ==> \result == a * b; */
static inline uint32_t ksym_times_(uint32_t a, uint32_t b);

/*@ requires \valid_read(t) && 1 <= size <= 12;
    terminates \true;
    assigns \nothing;
    ensures \result ==> fits(*t, at, count, size); */
static inline bool ksym_fits_(
	const struct ksym_table *t, uint32_t at, uint32_t count, uint32_t size);

/*@ requires \valid_read(t);
    terminates \true;
    assigns \nothing;
    ensures \result == (t->wide != 0 ? 12 : 7); */
static inline uint32_t ksym_record_size_(const struct ksym_table *t);

/*@ requires \valid_read(t);
    terminates \true;
    assigns \nothing;
    ensures \result == (t->wide != 0 ? 12 : 8); */
static inline uint32_t ksym_resume_size_(const struct ksym_table *t);

/*@ requires \valid_read(t) && has_parts(*t) && block <= t->blocks;
    terminates \true;
    assigns \result \from t, block;
    ensures t->wide != 0 ==>
      \result == t->bytes + FIELD_(t, KSYM_AT_BLOCKS) + 12 * block;
    ensures t->wide == 0 ==>
      \result == t->bytes + FIELD_(t, KSYM_AT_BLOCKS) + 7 * block;
    ensures is_record(*t, \result, 7);
    ensures block < t->blocks ==>
      is_record(*t, \result + (t->wide != 0 ? 12 : 7), 7); */
static inline const uint8_t *ksym_record_(
	const struct ksym_table *t, uint32_t block);

/*@ requires \valid_read(t) && is_record(*t, record, 7);
    terminates \true;
    assigns \nothing; */
static inline uint32_t ksym_block_(
	const struct ksym_table *t, const uint8_t *record);

/*@ terminates \true;
    assigns \nothing;
    ensures masked: \result <= mask; */
SMALL_ uint32_t ksym_masked_(uint8_t code, uint8_t mask);

/*@ requires \valid_read(t) && has_parts(*t);
    terminates \true;
    assigns \result \from t, code;
    ensures \valid_read(\result + (0 .. KSYM_SHAPE_SIZE - 1)); */
static inline const uint8_t *ksym_shape_(
	const struct ksym_table *t, uint8_t code);

/*@ requires \valid_read(t);
    terminates \true;
    assigns \nothing; */
uint64_t ksym_without_mode_(const struct ksym_table *t, uint64_t return_addr);

/*@ requires \valid_read(t) && is_open(*t);
    terminates \true;
    assigns \nothing; */
bool ksym_index_fits_(const struct ksym_table *t);

/*@ requires can_begin(t, index, s);
    terminates \true;
    assigns *s;
    ensures \result == 0 || \result == -KSYM_ERR_CORRUPT;
    ensures \result == 0 ==> is_within(*t, *s); */
int ksym_begin_name_(
	const struct ksym_table *t, uint32_t index, struct ksym_spelling_ *s);

/*@ requires can_read(t, s, fromp, lengthp);
    terminates \true;
    assigns *s, *lengthp, *fromp \from *s, t->bytes;
    ensures \result == 1 || \result == 0 || \result == -KSYM_ERR_CORRUPT;
    ensures \result == 1 ==> is_within(*t, *s);
    ensures \result == 1 ==> falls{Pre, Post}(s);
    ensures \result == 1 ==> is_phrase(*t, *fromp, *lengthp); */
int ksym_next_phrase_(const struct ksym_table *t, struct ksym_spelling_ *s,
	const uint8_t **fromp, uint32_t *lengthp);
