/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Reading all of a table, to see whether it is as it was written. */
#include "table.h"

/* CRC-32 of IEEE 802.3, four bits at a time; the checksum's place is left out. */
/*@ requires \valid_read(t) && is_open(*t);
    terminates \true;
    assigns \nothing; */
static uint32_t checksum(const struct ksym_table *t)
{
	/* Not static, or the proof had to assume that t lies elsewhere. */
	const uint32_t nibbles[16] = { 0x00000000, 0x1db71064, 0x3b6e20c8,
		0x26d930ac, 0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
		0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c, 0x9b64c2b0,
		0x86d3d2d4, 0xa00ae278, 0xbdbdf21c };
	uint32_t crc = 0xffffffff;

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

/* Whether the by-name index, if there is one, is in the table. */
/*@ requires \valid_read(t) && is_open(*t);
    terminates \true;
    assigns \nothing; */
static bool index_fits(const struct ksym_table *t)
{
	const uint32_t at = FIELD_(t, KSYM_AT_INDEX);
	const uint32_t segments = ksym_word_(t, at + KSYM_INDEX_SEGMENTS);
	const uint32_t word = ksym_word_(t, at + KSYM_INDEX_SEGMENT_LOG2);
	const uint32_t log2 = word & 0xff;
	const uint32_t bits = word >> 8 & 0xff;
	uint32_t slots;

	if (at == 0) {
		return true;
	}
	if (!ksym_fits_(t, at, KSYM_INDEX_SLOTS, 1) || segments == 0 ||
		segments > KSYM_INDEX_SEGMENTS_MAX ||
		log2 > KSYM_INDEX_LOG2_MAX || bits == 0 || bits > 32 ||
		segments + 2 > MOST_ELEMENTS_ >> log2) {
		return false;
	}
	slots = (segments + 2) << log2;
	return ksym_fits_(t, at + KSYM_INDEX_SLOTS,
		(slots >> 3) * bits + (((slots & 7) * bits + 7) >> 3), 1);
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
	return index_fits(t) && symbols_are_sound(&unbiased)
		       ? 0
		       : -KSYM_ERR_CORRUPT;
}
