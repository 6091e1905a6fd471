/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What the contracts and the loops of lib/ speak of, and the contracts of table.h. */

/* What a walk needs of a table; it writes what could be mistaken for these. */
#define TABLE_(t) (t)->bytes, (t)->size, (t)->class_width

/* The longest phrase that 15 bits can say. */
#define PROOF_PHRASE_MAX 0x7fff

/*@
  // Little-endian.
  logic integer word_at(uint8_t *b) =
    b[0] | (uint32_t)(b[1] << 8) | (uint32_t)(b[2] << 16) |
    (uint32_t)(b[3] << 24);

  logic integer mask_of(integer bits) =
    (uint32_t)((uint32_t)(1 << bits) - 1);

  predicate is_mask(integer mask) =
    \exists integer bits; 0 <= bits <= 31 && mask == mask_of(bits);

  // Its bytes can be read, and the tail behind them.
  predicate has_bytes(struct ksym_table t) =
    KSYM_HEADER_SIZE <= t.size <= KSYM_SIZE_MAX - KSYM_TAIL &&
    \valid_read(t.bytes + (0 .. t.size + KSYM_TAIL - 1));

  // So many bytes at a place are in the table.
  predicate lies_in(uint8_t *bytes, integer size, uint8_t *from,
      integer length) =
    \base_addr(from) == \base_addr(bytes) && 0 <= length &&
    0 <= from - bytes <= size - length;

  predicate is_inside(struct ksym_table t, uint8_t *from, integer length) =
    lies_in(t.bytes, t.size, from, length);

  predicate has_part(struct ksym_table t, integer part) =
    is_inside(t, t.part[part], t.sizes[part]);

  predicate has_parts(struct ksym_table t) =
    has_part(t, KSYM_PART_ID) && has_part(t, KSYM_PART_REGIONS) &&
    has_part(t, KSYM_PART_SLICES) && has_part(t, KSYM_PART_SUPERBLOCKS) &&
    has_part(t, KSYM_PART_PAGES) && has_part(t, KSYM_PART_RESUMES) &&
    has_part(t, KSYM_PART_STREAM) && has_part(t, KSYM_PART_WITHIN) &&
    has_part(t, KSYM_PART_LAST) && has_part(t, KSYM_PART_TEXT) &&
    has_part(t, KSYM_PART_INDEX);

  predicate has_settings(struct ksym_table t) =
    t.class_width <= KSYM_CLASS_WIDTH_MAX &&
    t.phrase_bits <= KSYM_PHRASE_BITS_MAX && t.length_bits <= 15 &&
    t.paged <= 1 &&
    is_mask(t.phrase_mask) && t.phrase_mask <= 0x7fffffff &&
    is_mask(t.length_mask) && t.length_mask <= PROOF_PHRASE_MAX;

  // What a lookup reads without a check is there.
  predicate is_whole(struct ksym_table t) =
    t.count == 0 ||
    KSYM_REGION_SIZE <= t.sizes[KSYM_PART_REGIONS] &&
    KSYM_RECORD_SIZE * ((t.count - 1) / KSYM_SUPERBLOCK + 1) <=
      t.sizes[KSYM_PART_SUPERBLOCKS] &&
    is_inside(t, t.part[KSYM_PART_PAGES], KSYM_PAGE_SIZE);

  // The superblock of that symbol, or of a name behind them, has a record.
  predicate has_record(struct ksym_table t, integer index) =
    KSYM_RECORD_SIZE * (index / KSYM_SUPERBLOCK + 1) <=
      t.sizes[KSYM_PART_SUPERBLOCKS];

  predicate is_open(struct ksym_table t) =
    has_bytes(t) && has_parts(t) && has_settings(t) && is_whole(t);

  // It has no symbols, and nothing of it is read.
  predicate is_closed(struct ksym_table t) =
    t.size == 0 && t.count == 0 && t.sizes[KSYM_PART_ID] == 0 &&
    t.sizes[KSYM_PART_INDEX] == 0;

  predicate is_table(struct ksym_table *t) =
    \valid_read(t) && (is_open(*t) || is_closed(*t));

  // Found, missed, or damage was met.
  predicate is_status(integer r) = r == 0 || r == -KSYM_ERR_NOT_FOUND ||
    r == -KSYM_ERR_CORRUPT;

  // The bits that are in the table from there on.
  logic integer bits_left(struct ksym_table *t, uint8_t *from) =
    8 * (t->size - (from - t->bytes));

  predicate is_anchor(struct ksym_table t, integer anchor) = anchor == 0 ||
    KSYM_BEFORE_ANCHOR <= anchor <= t.size - KSYM_FROM_ANCHOR;

  // Numbers of so many tokens end before a bit, whatever their classes.
  predicate has_room(integer bit, integer tokens, integer width,
      integer limit) =
    bit + tokens * (width + KSYM_CLASSES - 1) <= limit;

  // What is read of a block's tokens up to an end is in the table: selectors,
  // and numbers from that of the token at hand on.
  predicate has_tokens(uint8_t *bytes, integer size, integer width,
      uint8_t *selectors, integer token, integer bit, integer end) =
    lies_in(bytes, size, selectors, 0) &&
    end <= KSYM_BLOCK * KSYM_TOKENS_MAX &&
    KSYM_SELECTOR_BITS * end <= 8 * (size - (selectors - bytes)) &&
    has_room(bit, end - token, width, 8 * (size - (selectors - bytes)));

  // Runs lie before the first one's end, and what is behind it in the array
  // lies before it in the block.
  predicate has_runs(struct ksym_spelling_ *s, integer from) =
    s->runs <= KSYM_BLOCK &&
    (\forall integer i; 0 <= i < s->runs ==>
      from <= s->run[i].token <= s->run[i].end <= s->run[0].end) &&
    (\forall integer i, j; 0 <= i < j < s->runs ==>
      s->run[j].end <= s->run[i].token);

  // A walk reads no token behind its runs.
  predicate is_within(struct ksym_table *t, struct ksym_spelling_ *s) =
    s->token <= s->end <= s->run[0].end && has_runs(s, s->end) &&
    has_tokens(TABLE_(t), s->bytes, s->token, s->bit, s->run[0].end);

  // The same of a walk as a value: that does not change with what is not it.
  logic integer token_of(struct ksym_spelling_ s, integer i) = s.run[i].token;
  logic integer end_of(struct ksym_spelling_ s, integer i) = s.run[i].end;
  predicate can_walk(uint8_t *bytes, integer size, integer width,
      struct ksym_spelling_ s) =
    s.token <= s.end <= end_of(s, 0) && s.runs <= KSYM_BLOCK &&
    (\forall integer i; 0 <= i < s.runs ==>
      s.end <= token_of(s, i) <= end_of(s, i) <= end_of(s, 0)) &&
    (\forall integer i, j; 0 <= i < j < s.runs ==>
      end_of(s, j) <= token_of(s, i)) &&
    has_tokens(bytes, size, width, s.bytes, s.token, s.bit, end_of(s, 0));

  // Its members are where they are: by this provers come from the one to the
  // other.
  predicate is_spread(struct ksym_spelling_ *s) =
    \forall integer i; 0 <= i < KSYM_BLOCK ==>
      token_of(*s, i) == s->run[i].token && end_of(*s, i) == s->run[i].end;

  // The tokens that it has not come to, and others between them.
  logic integer tokens_left(struct ksym_spelling_ *s) =
    s->run[0].end - s->token;

  // What a walk over a name needs.
  predicate can_begin(struct ksym_table *t, struct ksym_spelling_ *s) =
    is_table(t) && \valid(s) && \separated(s, t);

  predicate can_read(struct ksym_table *t, struct ksym_spelling_ *s) =
    \valid_read(t) && is_open(*t) && is_within(t, s) && \valid(s) &&
    \separated(s, t);

  predicate is_phrase(uint8_t *bytes, integer size, uint8_t *from,
      integer length) =
    length <= PROOF_PHRASE_MAX && lies_in(bytes, size, from, length) &&
    \valid_read(from + (0 .. length - 1));

  // A name, byte by byte: what is left of the phrase in hand.
  predicate has_letters(struct ksym_table *t, struct ksym_spelling_ *s) =
    s->size > 0 ==> is_phrase(t->bytes, t->size, s->from, s->size);

  predicate can_spell(uint8_t *bytes, integer size, integer width,
      struct ksym_spelling_ s) = can_walk(bytes, size, width, s) &&
    (s.size > 0 ==> is_phrase(bytes, size, s.from, s.size));

  // Falls with each letter.
  logic integer letters_left(struct ksym_spelling_ *s) =
    (PROOF_PHRASE_MAX + 1) * (s->run[0].end - s->token) + s->size;

  // A text can be written there, and is not in the table.
  predicate is_buffer(struct ksym_table *t, char *buf, integer size) =
    size > 0 ==> \valid(buf + (0 .. size - 1)) &&
      \separated(buf + (0 .. size - 1), t,
	t->bytes + (0 .. t->size + KSYM_TAIL - 1));

  // A length, or why there is none.
  predicate is_length(integer r) = r >= 0 || r == -KSYM_ERR_NOT_FOUND ||
    r == -KSYM_ERR_CORRUPT;
*/

/*@ requires \valid_read(b + (0 .. 1));
    terminates \true;
    assigns \nothing;
    ensures masked: \result <= 0xffff; */
SMALL_ uint32_t ksym_half_(const uint8_t *b);

/*@ requires \valid_read(b + (0 .. 3));
    terminates \true;
    assigns \nothing;
    ensures \result == word_at(b); */
SMALL_ uint32_t ksym_load_(const uint8_t *b);

/*@ requires \valid_read(b + (0 .. 7));
    terminates \true;
    assigns \nothing; */
SMALL_ uint64_t ksym_long_(const uint8_t *b);

/*@ requires \valid_read(b + (bit / 8 .. bit / 8 + 7));
    terminates \true;
    assigns \nothing; */
SMALL_ uint32_t ksym_bits_at_(const uint8_t *b, uint32_t bit);

/*@ requires \valid_read(b + (bit / 8 .. bit / 8 + 7));
    terminates \true;
    assigns \nothing; */
uint32_t ksym_bits_of_(const uint8_t *b, uint32_t bit);

/*@ requires \valid_read(b + (bit / 8 .. bit / 8 + 7));
    terminates \true;
    assigns \nothing; */
SMALL_ uint32_t ksym_load_bits_(const uint8_t *b, uint32_t bit);

/*@ requires \valid_read(b + (bit / 8 .. bit / 8 + 7)) && width <= 31;
    terminates \true;
    assigns \nothing; */
SMALL_ uint32_t ksym_bits_(const uint8_t *b, uint32_t bit, uint32_t width);

/*@ requires bits <= 31;
    terminates \true;
    assigns \nothing;
    ensures is_mask(\result);
    ensures \result == mask_of(bits);
    ensures masked: \result <= 0x7fffffff &&
      (bits <= 15 ==> \result <= 0x7fff) &&
      (bits <= KSYM_INDEX_LOG2_MAX ==> \result <= 0x3ffff); */
SMALL_ uint32_t ksym_mask_(uint32_t bits);

/*@ requires is_mask(mask);
    terminates \true;
    assigns \nothing;
    ensures masked: \result <= mask; */
SMALL_ uint32_t ksym_masked_(uint32_t value, uint32_t mask);

/*@ requires bits <= 31;
    terminates \true;
    assigns \nothing;
    ensures masked: value <= 0x7fffffff ==> \result <= 0x7fffffff; */
SMALL_ uint32_t ksym_shifted_(uint32_t value, uint32_t bits);

/*@ terminates \true;
    assigns \nothing;
    ensures a * b <= 0xffffffff ==> \result == a * b; */
static inline uint32_t ksym_times_(uint32_t a, uint32_t b);

/*@ requires \valid_read(t) && 0 <= part < KSYM_PARTS;
    terminates \true;
    assigns \result \from t, part, size, number;
    ensures size * number <= 0xffffffff ==>
      \result == t->part[part] + size * number; */
SMALL_ const uint8_t *ksym_record_(const struct ksym_table *t,
	enum ksym_part part, uint32_t size, uint32_t number);

/*@ requires \valid_read(t) && is_open(*t) && has_record(*t, index);
    terminates \true;
    assigns \result \from t, index;
    ensures is_inside(*t, \result, KSYM_RECORD_SIZE);
    ensures \valid_read(\result + (0 .. KSYM_RECORD_SIZE - 1)); */
SMALL_ const uint8_t *ksym_superblock_(
	const struct ksym_table *t, uint32_t index);

/*@ requires \valid_read(t) && is_open(*t) && has_record(*t, index);
    terminates \true;
    assigns \nothing;
    ensures is_anchor(*t, \result); */
SMALL_ uint32_t ksym_anchor_at_(const struct ksym_table *t, uint32_t index);

/*@ requires \valid_read(t) && is_open(*t) && has_record(*t, index);
    terminates \true;
    assigns \nothing;
    ensures is_anchor(*t, \result); */
uint32_t ksym_anchor_of_(const struct ksym_table *t, uint32_t index);

/*@ requires \valid_read(t) && is_open(*t) && has_record(*t, index);
    terminates \true;
    assigns \nothing;
    ensures is_anchor(*t, \result); */
SMALL_ uint32_t ksym_find_anchor_(const struct ksym_table *t, uint32_t index);

/*@ requires \valid_read(t);
    terminates \true;
    assigns \nothing; */
uint64_t ksym_without_mode_(const struct ksym_table *t, uint64_t return_addr);

/*@ requires is_table(t);
    terminates \true;
    assigns \nothing; */
bool ksym_index_fits_(const struct ksym_table *t);

/*@ requires is_table(t);
    requires \valid_read(name + (0 .. size - 1));
    terminates \true;
    assigns \nothing;
    ensures \result == 1 || \result == 0 || \result == -KSYM_ERR_NOT_FOUND ||
      \result == -KSYM_ERR_CORRUPT;
    ensures index < t->count ==> \result != -KSYM_ERR_NOT_FOUND; */
int ksym_is_named_(const struct ksym_table *t, uint32_t index,
	const uint8_t *name, size_t size);

/*@ requires can_begin(t, s);
    terminates \true;
    assigns *s;
    ensures is_status(\result);
    ensures \result == -KSYM_ERR_NOT_FOUND <==> index >= \old(t->count);
    ensures \result == 0 ==> is_within(t, s); */
int ksym_begin_name_(
	const struct ksym_table *t, uint32_t index, struct ksym_spelling_ *s);

/*@ requires 1 <= count && 4 <= size <= KSYM_LINES_GROUP_SIZE;
    requires count * size <= KSYM_SIZE_MAX;
    requires \valid_read(records + (0 .. count * size - 1));
    terminates \true;
    assigns \nothing;
    ensures \result < count; */
uint32_t ksym_last_record_(const uint8_t *records, uint32_t size,
	uint32_t count, uint32_t distance);

/*@ requires can_begin(t, s);
    terminates \true;
    assigns *s;
    ensures is_status(\result);
    ensures \result == 0 ==> is_within(t, s); */
int ksym_begin_any_name_(
	const struct ksym_table *t, uint32_t number, struct ksym_spelling_ *s);

/*@ requires can_read(t, s);
    terminates \true;
    assigns *s \from *s, t->bytes;
    ensures \result == 1 || \result == 0 || \result == -KSYM_ERR_CORRUPT;
    ensures \result == 1 ==> is_within(t, s);
    ensures \result == 1 ==> tokens_left(s) < \old(tokens_left(s));
    ensures \result == 1 ==>
      is_phrase(\old(t->bytes), \old(t->size), s->from, s->size); */
int ksym_next_phrase_(const struct ksym_table *t, struct ksym_spelling_ *s);

/*@ requires \valid_read(t) && is_open(*t) && index < t->count;
    requires \valid(s) && \separated(s, t);
    terminates \true;
    assigns *s;
    ensures \result == 0 || \result == -KSYM_ERR_CORRUPT;
    ensures \result == 0 ==> can_spell(TABLE_(t), *s); */
int ksym_begin_letters_(
	const struct ksym_table *t, uint32_t index, struct ksym_spelling_ *s);

/*@ requires \valid_read(t) && is_open(*t);
    requires can_spell(TABLE_(t), *s);
    requires \valid(s) && \separated(s, t);
    terminates \true;
    assigns *s;
    ensures -KSYM_ERR_CORRUPT <= \result;
    ensures \result <= 255;
    ensures \result > 0 ==> can_spell(TABLE_(t), *s);
    ensures \result > 0 ==> letters_left(s) < \old(letters_left(s)); */
int ksym_next_letter_(const struct ksym_table *t, struct ksym_spelling_ *s);
