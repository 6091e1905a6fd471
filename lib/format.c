/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What to print for an address. */
#include "table.h"

/* Text behind a name; what there is no room for is counted too. */
struct tail {
	char *buf;
	size_t room;
	size_t length;
};

/*@ // The last place that is written to, if there is room for any.
    logic integer tail_end(struct tail *tail) =
      tail->room > 0 ? (integer)tail->room : -1;

    // A NUL is behind what there was room for.
    predicate can_put(struct tail *tail) =
      \valid(tail) && (tail->room == 0 && tail->length >= 0 ||
      \valid(tail->buf + (0 .. tail->room)) &&
      \separated(tail, tail->buf + (0 .. tail->room)) &&
      tail->buf[\min(tail->length, tail->room)] == 0); */

/*@ requires can_put(tail) && tail->length < 0x7fffffff;
    terminates \true;
    assigns tail->length, tail->buf[0 .. tail_end(tail)];
    ensures can_put(tail) && tail->length == \old(tail->length) + 1; */
static void put_char(struct tail *tail, char c)
{
	if (tail->length < tail->room) {
		tail->buf[tail->length] = c;
		tail->buf[tail->length + 1] = 0;
	}
	tail->length++;
}

/* Puts the mark and the number, "+0x18". */
/*@ requires can_put(tail) && tail->length <= KSYM_NAME_MAX + 19;
    terminates \true;
    assigns tail->length, tail->buf[0 .. tail_end(tail)];
    ensures can_put(tail);
    ensures \old(tail->length) <= tail->length <= \old(tail->length) + 19; */
static void put_number(struct tail *tail, char mark, uint64_t number)
{
	uint32_t digits = 16;

	put_char(tail, mark);
	put_char(tail, '0');
	put_char(tail, 'x');
	/*@ loop invariant 1 <= digits <= 16;
	    loop assigns digits, number;
	    loop variant digits; */
	for (; digits > 1 && number >> 60 == 0; digits--) {
		number <<= 4;
	}
	/*@ loop invariant can_put(tail) && digits <= 16;
	    loop invariant \at(tail->length, Pre) <= tail->length <=
	      \at(tail->length, Pre) + 19 - digits;
	    loop assigns digits, number, tail->length,
	      tail->buf[0 .. tail_end(tail)];
	    loop variant digits; */
	for (; digits > 0; digits--) {
		const uint32_t digit = (uint32_t)(number >> 60);

		put_char(tail, (char)(digit + (digit < 10 ? '0' : 'a' - 10)));
		number <<= 4;
	}
}

/*@ requires is_table(t);
    requires size > 0 ==> \valid(buf + (0 .. size - 1)) &&
      \separated(buf + (0 .. size - 1), t, t->bytes + (0 .. t->size - 1));
    terminates \true;
    assigns buf[0 .. size - 1];
    ensures \result < 0 ==> \result == -KSYM_ERR_NOT_FOUND ||
      \result == -KSYM_ERR_CORRUPT;
    ensures size > 0 ==> buf[\result < 0 ? 0 :
      \result < size ? \result : size - 1] == 0; */
int ksym_format(
	const struct ksym_table *t, uint64_t addr, char *buf, size_t size)
{
	struct tail tail = { buf, size > 0 ? size - 1 : 0, 0 };
	struct ksym_symbol symbol;
	int length = ksym_lookup(t, addr, &symbol);

	if (size > 0) {
		buf[0] = 0;
	}
	if (length == 0) {
		length = ksym_name(t, &symbol, buf, size);
	}
	if (length < 0) {
		return length;
	}
	tail.length = (size_t)length;
	put_number(&tail, '+', addr - symbol.addr);
	put_number(&tail, '/', symbol.size);
	return (int)tail.length;
}
