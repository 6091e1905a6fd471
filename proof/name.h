/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The contracts of name.c. */

/*@ // Where the tokens of a block's names begin, and where the last one's end.
    predicate are_numbered(uint32_t *first) =
      first[KSYM_BLOCK] <= KSYM_BLOCK * KSYM_TOKENS_MAX &&
      \forall integer i, j; 0 <= i <= j <= KSYM_BLOCK ==>
	first[i] <= first[j]; */

/*@ requires 1 <= n <= 18;
    terminates \true;
    assigns \nothing;
    ensures summed: \result <= (KSYM_CLASSES - 1) * n; */
SMALL_ uint32_t add_fields(uint64_t fields, uint32_t n);

/*@ requires width <= KSYM_CLASS_WIDTH_MAX && n <= 18;
    requires classes <= (KSYM_CLASSES - 1) * n;
    terminates \true;
    assigns \nothing;
    ensures \forall integer tokens, limit; n <= tokens && limit <= 0xffffffff &&
      has_room(bit, tokens, width, limit) ==>
	has_room(\result, tokens - n, width, limit) && bit <= limit; */
SMALL_ uint32_t pass_numbers(
	uint32_t bit, uint32_t width, uint32_t n, uint32_t classes);

/*@ requires can_read(t, s) && s->token <= token < s->end;
    terminates \true;
    assigns s->token, s->bit;
    ensures s->token == token;
    ensures is_within(t, s); */
SMALL_ void pass_tokens(const struct ksym_table *t, struct ksym_spelling_ *s,
	uint32_t token);

/*@ requires can_read(t, s) && s->token <= token < s->end;
    requires \valid(bitp) && \separated(bitp, t) && \separated(bitp, s);
    terminates \true;
    assigns s->token, s->bit, *bitp;
    ensures \result < KSYM_CLASSES;
    ensures s->token == token + 1;
    ensures is_within(t, s);
    ensures *bitp <= bits_left(t, s->bytes); */
SMALL_ uint32_t take_token(const struct ksym_table *t, struct ksym_spelling_ *s,
	uint32_t token, uint32_t *bitp);

/*@ requires \valid_read(more + (0 .. KSYM_BLOCK - 1));
    requires \valid(first + (0 .. KSYM_BLOCK));
    requires \separated(first + (0 .. KSYM_BLOCK), more + (0 .. KSYM_BLOCK - 1));
    terminates \true;
    assigns first[0 .. KSYM_BLOCK];
    assigns \result \from more, counts, more[0 .. KSYM_BLOCK - 1];
    ensures are_numbered(first);
    ensures \base_addr(\result) == \base_addr(more);
    ensures 0 <= \result - more <= KSYM_BLOCK; */
FAST_ const uint8_t *number_tokens(
	uint32_t counts, const uint8_t *more, uint32_t *first);

/*@ terminates \true;
    assigns \nothing;
    ensures \result <= KSYM_SHARED_MAX; */
SMALL_ uint32_t first_share(uint32_t shares);

/*@ requires name < KSYM_BLOCK;
    terminates \true;
    assigns \nothing; */
SMALL_ uint32_t turn_shares(uint32_t shares, uint32_t name);

/*@ requires \valid(s) && 1 <= s->runs < KSYM_BLOCK && token <= end;
    requires has_runs(s, end);
    terminates \true;
    assigns s->runs, s->run[s->runs];
    ensures s->runs == \old(s->runs) + 1;
    ensures has_runs(s, token); */
SMALL_ void add_run(struct ksym_spelling_ *s, uint32_t token, uint32_t end);

/*@ requires \valid(s) && \valid_read(first + (0 .. KSYM_BLOCK));
    requires \separated(s, first + (0 .. KSYM_BLOCK));
    requires name < KSYM_BLOCK;
    requires are_numbered(first);
    terminates \true;
    assigns s->run[0 .. KSYM_BLOCK - 1], s->runs;
    ensures \result == 0 || \result == -KSYM_ERR_CORRUPT;
    ensures \result == 0 ==> has_runs(s, 0);
    ensures s->run[0].end == \old(first[name + 1]); */
FAST_ int find_runs(struct ksym_spelling_ *s, uint32_t name, uint32_t shares,
	const uint32_t *first);

/*@ requires \valid_read(t) && t->size <= KSYM_SIZE_MAX &&
      t->class_width <= KSYM_CLASS_WIDTH_MAX;
    requires tokens <= KSYM_BLOCK * KSYM_TOKENS_MAX;
    requires lies_in(t->bytes, t->size, selectors, 0);
    terminates \true;
    assigns \nothing;
    ensures \result ==> \forall integer end; 0 <= end <= tokens ==>
      has_tokens(TABLE_(t), selectors, 0, KSYM_SELECTOR_BITS * tokens, end); */
SMALL_ bool are_inside(
	const struct ksym_table *t, const uint8_t *selectors, uint32_t tokens);

/*@ requires \valid_read(t) && t->size <= KSYM_SIZE_MAX &&
      t->class_width <= KSYM_CLASS_WIDTH_MAX;
    requires \valid(s) && \separated(s, t);
    requires \valid_read(first + (0 .. KSYM_BLOCK)) && are_numbered(first);
    requires \separated(s, first + (0 .. KSYM_BLOCK));
    requires lies_in(t->bytes, t->size, selectors, 0);
    terminates \true;
    assigns s->bytes, s->bit, s->token, s->end \from selectors, first;
    ensures are_numbered(first);
    ensures \result ==> s->token == s->end == 0;
    ensures \result ==> \forall integer end;
      0 <= end <= \old(first[KSYM_BLOCK]) ==>
	has_tokens(TABLE_(t), s->bytes, 0, s->bit, end); */
SMALL_ bool begin_block(const struct ksym_table *t, struct ksym_spelling_ *s,
	const uint8_t *selectors, const uint32_t *first);

/*@ requires \valid_read(t) && is_open(*t) && has_record(*t, index);
    requires \valid(s) && \separated(s, t);
    terminates \true;
    assigns *s;
    ensures \result == 0 || \result == -KSYM_ERR_CORRUPT;
    ensures \result == 0 ==> is_within(t, s); */
FAST_ int begin_any_name(
	const struct ksym_table *t, uint32_t index, struct ksym_spelling_ *s);

/*@ requires can_begin(t, s);
    terminates \true;
    assigns *s;
    ensures is_status(\result);
    ensures \result == -KSYM_ERR_NOT_FOUND <==> index >= \old(t->count);
    ensures \result == 0 ==> is_within(t, s); */
FAST_ int begin_name(
	const struct ksym_table *t, uint32_t index, struct ksym_spelling_ *s);

/*@ requires \valid(s) && s->token <= s->end <= s->run[0].end;
    requires has_runs(s, s->end);
    terminates \true;
    assigns s->runs, s->end;
    ensures s->token <= \result <= s->end <= s->run[0].end;
    ensures has_runs(s, s->end); */
SMALL_ uint32_t next_token(struct ksym_spelling_ *s);

/*@ requires \valid_read(t) && is_open(*t) && class < KSYM_CLASSES;
    requires is_inside(*t, bytes, 0) && bit <= bits_left(t, bytes);
    terminates \true;
    assigns \nothing; */
SMALL_ uint32_t read_number(const struct ksym_table *t, const uint8_t *bytes,
	uint32_t class, uint32_t bit);

/*@ requires can_read(t, s);
    requires part == KSYM_PART_WITHIN || part == KSYM_PART_LAST;
    terminates \true;
    assigns s->size, s->from \from *t, t->bytes, part, number;
    ensures \result == 1 || \result == -KSYM_ERR_CORRUPT;
    ensures is_within(t, s);
    ensures \result == 1 ==>
      is_phrase(\old(t->bytes), \old(t->size), s->from, s->size); */
SMALL_ int read_phrase(const struct ksym_table *t, struct ksym_spelling_ *s,
	uint32_t part, uint32_t number);

/*@ requires can_read(t, s);
    terminates \true;
    assigns *s \from *s, t->bytes;
    ensures \result == 1 || \result == 0 || \result == -KSYM_ERR_CORRUPT;
    ensures \result == 1 ==> is_within(t, s);
    ensures \result == 1 ==> tokens_left(s) < \old(tokens_left(s));
    ensures \result == 1 ==> s->run[0].end == \old(s->run[0].end);
    ensures \result == 1 ==>
      is_phrase(\old(t->bytes), \old(t->size), s->from, s->size); */
FAST_ int next_phrase(const struct ksym_table *t, struct ksym_spelling_ *s);

/*@ requires \valid(s) && s->size > 0 && \valid_read(s->from);
    requires has_runs(s, s->end);
    terminates \true;
    assigns s->from, s->size \from s->from, s->size;
    ensures s->from == \old(s->from) + 1 && s->size == \old(s->size) - 1;
    ensures has_runs(s, s->end);
    ensures 0 <= \result <= 255; */
static inline uint8_t take_letter(struct ksym_spelling_ *s);

/*@ requires \valid(to + (0 .. length - 1)) &&
      \valid_read(from + (0 .. length - 1));
    requires \separated(to + (0 .. length - 1), from + (0 .. length - 1));
    terminates \true;
    assigns to[0 .. length - 1]; */
FAST_ void copy(char *to, const uint8_t *from, uint32_t length);

/*@ requires \valid_read(a + (0 .. length - 1)) &&
      \valid_read(b + (0 .. length - 1));
    terminates \true;
    assigns \nothing; */
FAST_ bool equal_bytes(const uint8_t *a, const uint8_t *b, uint32_t length);

/*@ requires is_table(t);
    requires size > 0 && \valid(buf + (0 .. size - 1));
    requires \separated(buf + (0 .. size - 1), t);
    requires \separated(buf + (0 .. size - 1),
      t->bytes + (0 .. t->size + KSYM_TAIL - 1));
    terminates \true;
    assigns buf[0 .. size - 1];
    ensures \result <= KSYM_NAME_MAX;
    ensures is_length(\result);
    ensures \result == -KSYM_ERR_NOT_FOUND <==> index >= \old(t->count);
    ensures buf[\result < 0 ? 0 :
      \result < size ? \result : size - 1] == 0; */
SMALL_ int write_name(const struct ksym_table *restrict t, uint32_t index,
	char *restrict buf, size_t size);

/*@ requires is_table(t) && \valid_read(sym);
    requires is_buffer(t, buf, size);
    terminates \true;
    assigns buf[0 .. size - 1];
    ensures \result <= KSYM_NAME_MAX;
    ensures is_length(\result);
    ensures size > 0 ==> buf[\result < 0 ? 0 :
      \result < size ? \result : size - 1] == 0; */
int ksym_name(const struct ksym_table *t, const struct ksym_symbol *sym,
	char *buf, size_t size);

/*@ requires is_table(t) && \valid_read(sym) && put == &proof_put;
    terminates \true;
    assigns \nothing;
    ensures \result <= KSYM_NAME_MAX;
    ensures is_length(\result); */
int ksym_put(const struct ksym_table *t, const struct ksym_symbol *sym,
	void (*put)(void *context, const char *piece, size_t length),
	void *context);
