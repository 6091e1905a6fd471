/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The contracts of name.c. */

/*@ requires names < KSYM_BLOCK;
    terminates \true;
    assigns \nothing; */
static uint32_t given_tokens(uint32_t shared, uint32_t names);

/*@ requires can_begin(t, index, s);
    terminates \true;
    assigns *s;
    ensures \result == 0 || \result == -KSYM_ERR_CORRUPT;
    ensures \result == 0 ==> is_within(*t, *s); */
FAST_ int begin_name(
	const struct ksym_table *t, uint32_t index, struct ksym_spelling_ *s);

/*@ requires \valid_read(t) && is_open(*t);
    requires is_within(*t, *s);
    requires \valid(s) && \valid(stepp) && \separated(t, s, stepp);
    terminates \true;
    assigns s->selectors, *stepp;
    ensures \result == KSYM_SELECTOR_END ==> *stepp == KSYM_STEP_END_;
    ensures \result != KSYM_SELECTOR_END ==> *stepp <= KSYM_CLASS_WIDTH_MAX;
    ensures \result <= KSYM_CLASSES;
    ensures s->selectors == \old(s->selectors) + KSYM_SELECTOR_BITS; */
SMALL_ uint32_t read_selector(
	const struct ksym_table *t, struct ksym_spelling_ *s, uint32_t *stepp);

/*@ requires \valid_read(t) && is_open(*t) && is_within(*t, *s);
    requires s->names > 0;
    requires \valid(s) && \separated(s, t);
    terminates \true;
    assigns *s;
    ensures \result == 0 ==> is_within(*t, *s) &&
      s->numbers - s->selectors <= \old(s->numbers - s->selectors); */
FAST_ int skip_names(const struct ksym_table *t, struct ksym_spelling_ *s);

/*@ requires can_read(t, s, fromp, lengthp);
    terminates \true;
    assigns *s, *lengthp, *fromp \from *s, t->bytes;
    ensures \result == 1 || \result == 0 || \result == -KSYM_ERR_CORRUPT;
    ensures \result == 1 ==> is_within(*t, *s);
    ensures \result == 1 ==> falls{Pre, Post}(s);
    ensures \result == 1 ==> is_phrase(*t, *fromp, *lengthp); */
FAST_ int read_phrase(const struct ksym_table *t, struct ksym_spelling_ *s,
	const uint8_t **fromp, uint32_t *lengthp);

/*@ requires can_read(t, s, fromp, lengthp);
    terminates \true;
    assigns *s, *lengthp, *fromp \from *s, t->bytes;
    ensures \result == 1 || \result == 0 || \result == -KSYM_ERR_CORRUPT;
    ensures \result == 1 ==> is_within(*t, *s);
    ensures \result == 1 ==> falls{Pre, Post}(s);
    ensures \result == 1 ==> is_phrase(*t, *fromp, *lengthp); */
FAST_ int next_phrase(const struct ksym_table *t, struct ksym_spelling_ *s,
	const uint8_t **fromp, uint32_t *lengthp);

/*@ requires length <= KSYM_PHRASE_MAX;
    requires \valid(to + (0 .. length - 1)) &&
      \valid_read(from + (0 .. length - 1));
    requires \separated(to + (0 .. length - 1), from + (0 .. length - 1));
    terminates \true;
    assigns to[0 .. length - 1]; */
FAST_ void copy(char *to, const uint8_t *from, uint32_t length);

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
