/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The contracts of format.c, which speak of its structs: it comes first. */

/*@ requires can_put(text);
    terminates \true;
    assigns text->length, text->buf[0 .. text_end(text)];
    ensures can_put(text); */
static void put_char(struct text *text, char c);

/*@ requires \valid(to + (0 .. OFFSET_MAX / 2 - 1));
    terminates \true;
    assigns to[0 .. OFFSET_MAX / 2 - 1];
    ensures 4 <= \result <= OFFSET_MAX / 2; */
static uint32_t write_number(char *to, char mark, uint64_t number);

/*@ terminates \true;
    assigns \nothing; */
static inline bool is_inner(uint8_t byte);

/*@ requires \valid_read(t) && is_open(*t) && \valid_read(symbol);
    requires symbol->index < t->count && can_put(text);
    requires \separated(text, t) && \separated(text, symbol);
    requires text->room > 0 ==> \separated(text->buf + (0 .. text->room),
      t, symbol, t->bytes + (0 .. t->size + KSYM_TAIL - 1));
    terminates \true;
    assigns text->length, text->buf[0 .. text_end(text)];
    ensures can_put(text); */
static void put_end(const struct ksym_table *t,
	const struct ksym_symbol *symbol, uint32_t first, struct text *text);

/*@ requires \valid_read(t) && is_open(*t) && \valid_read(symbol);
    requires symbol->index < t->count && can_put(text);
    requires room < length && (room > 0 ==> room < text->room);
    requires \separated(text, t) && \separated(text, symbol);
    requires text->room > 0 ==> \separated(text->buf + (0 .. text->room),
      t, symbol, t->bytes + (0 .. t->size + KSYM_TAIL - 1));
    terminates \true;
    assigns text->length, text->buf[0 .. text_end(text)];
    ensures can_put(text); */
static void cut_name(const struct ksym_table *t,
	const struct ksym_symbol *symbol, uint32_t length, size_t room,
	struct text *text);

/*@ requires \valid_read(t) && is_open(*t) && \valid_read(symbol);
    requires symbol->index < t->count;
    requires size > 0 ==> \valid(buf + (0 .. size - 1)) &&
      \separated(buf + (0 .. size - 1), t, symbol,
	t->bytes + (0 .. t->size + KSYM_TAIL - 1));
    terminates \true;
    assigns buf[0 .. size - 1];
    ensures is_length(\result);
    ensures size > 0 && \result < 0 ==> buf[0] == 0;
    ensures \result <= KSYM_NAME_MAX + OFFSET_MAX; */
static int write_text(const struct ksym_table *t,
	const struct ksym_symbol *symbol, uint64_t addr, char *buf, size_t size);

/*@ requires is_table(t) && is_buffer(t, buf, size);
    terminates \true;
    assigns buf[0 .. size - 1];
    ensures is_length(\result);
    ensures size > 0 && \result < 0 ==> buf[0] == 0; */
int ksym_format(
	const struct ksym_table *t, uint64_t addr, char *buf, size_t size);

/*@ requires is_table(t) && is_buffer(t, buf, size);
    terminates \true;
    assigns buf[0 .. size - 1];
    ensures is_length(\result);
    ensures size > 0 && \result < 0 ==> buf[0] == 0; */
int ksym_format_call(const struct ksym_table *t, uint64_t return_addr,
	char *buf, size_t size);
