/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Reading all of a table, to see whether it is as it was written. */
#include "table.h"

/* CRC-32 of IEEE 802.3, four bits at a time; the checksum's place is left out. */
/*@ requires \valid_read(t) && is_open(*t);
    terminates \true;
    assigns \nothing; */
static uint32_t checksum(const struct ksym_table *t)
{
	uint32_t nibbles[16];
	uint32_t crc = 0xffffffff;

	/*@ loop invariant i <= 16;
	    loop assigns i, nibbles[0 .. 15];
	    loop variant 16 - i; */
	for (uint32_t i = 0; i < 16; i++) {
		nibbles[i] = i;
		/*@ loop assigns bit, nibbles[i];
		    loop variant 4 - bit; */
		for (uint32_t bit = 0; bit < 4; bit++) {
			nibbles[i] = nibbles[i] >> 1 ^
				     (nibbles[i] % 2 != 0 ? 0xedb88320 : 0);
		}
	}
	/*@ loop invariant at <= t->size;
	    loop assigns at, crc;
	    loop variant t->size - at; */
	for (uint32_t at = 0; at < t->size; at++) {
		if (at >= KSYM_AT_CHECKSUM && at < KSYM_AT_CHECKSUM + 4) {
			continue;
		}
		crc ^= t->bytes[at];
		crc = crc >> 4 ^ nibbles[crc % 16];
		crc = crc >> 4 ^ nibbles[crc % 16];
	}
	return ~crc;
}

/* Whether b may follow a: FORMAT.md, "From an address to a block". */
/*@ requires \valid_read(a) && \valid_read(b);
    terminates \true;
    assigns \nothing; */
static bool ascends(const struct ksym_symbol *a, const struct ksym_symbol *b)
{
	return a->addr < b->addr || (a->addr == b->addr && a->size >= b->size);
}

/* Every symbol, every name, and that lookup finds what owns its first byte. */
/*@ requires \valid_read(t) && is_open(*t);
    terminates \true;
    assigns \nothing; */
static bool symbols_are_sound(const struct ksym_table *t)
{
	struct ksym_symbol last, symbol;

	/*@ loop invariant i <= t->count;
	    loop assigns i, last, symbol;
	    loop variant t->count - i; */
	for (uint32_t i = 0; i < t->count; i++) {
		if (ksym_get(t, i, &symbol) != 0 ||
			ksym_name(t, &symbol, NULL, 0) < 0 ||
			(i > 0 && !ascends(&last, &symbol))) {
			return false;
		}
		last = symbol;
		if (symbol.size != 0 &&
			ksym_lookup(t, symbol.addr, &symbol) != 0) {
			return false;
		}
	}
	return true;
}

/*@ requires is_table(t);
    terminates \true;
    assigns \nothing;
    ensures \result == 0 || \result == -KSYM_ERR_CHECKSUM ||
      \result == -KSYM_ERR_CORRUPT; */
int ksym_check(const struct ksym_table *t)
{
	struct ksym_table unbiased = *t;

	if (t->size == 0) {
		return -KSYM_ERR_CORRUPT;
	}
	if (checksum(t) != ksym_word_(t, KSYM_AT_CHECKSUM)) {
		return -KSYM_ERR_CHECKSUM;
	}
	ksym_set_bias(&unbiased, 0);
	return ksym_index_fits_(t) && symbols_are_sound(&unbiased)
		       ? 0
		       : -KSYM_ERR_CORRUPT;
}
