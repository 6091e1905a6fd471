/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Reading all of a table, to see whether it is as it was written. */
#include "table.h"

/* CRC-32 of IEEE 802.3, four bits at a time; the checksum's place is left out. */
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
	/*@ loop invariant at <= t->size + KSYM_TAIL;
	    loop assigns at, crc;
	    loop variant t->size + KSYM_TAIL - at; */
	for (uint32_t at = 0; at < t->size + KSYM_TAIL; at++) {
		if (at >= KSYM_AT_CHECKSUM && at < KSYM_AT_CHECKSUM + 4) {
			continue;
		}
		crc ^= t->bytes[at];
		crc = crc >> 4 ^ nibbles[crc % 16];
		crc = crc >> 4 ^ nibbles[crc % 16];
	}
	return ~crc;
}

/* Every symbol and its place, FORMAT.md, "From an address to a block"; every
 * name; and that lookup finds what owns its first byte. */
static bool symbols_are_sound(const struct ksym_table *t)
{
	/* Of the one before, at link time. */
	uint64_t before = 0, size = ~(uint64_t)0;
	struct ksym_symbol symbol, owner;

	/*@ loop invariant i <= t->count;
	    loop assigns i, before, size, symbol, owner;
	    loop variant t->count - i; */
	for (uint32_t i = 0; i < t->count; i++) {
		if (ksym_get(t, i, &symbol) != 0 ||
			ksym_name(t, &symbol, NULL, 0) < 0) {
			return false;
		}
		symbol.addr -= t->bias;
		if (symbol.addr < before ||
			(symbol.addr == before && symbol.size > size)) {
			return false;
		}
		before = symbol.addr;
		symbol.addr += t->bias;
		size = symbol.size;
		if (size != 0 && ksym_lookup(t, symbol.addr, &owner) != 0) {
			return false;
		}
	}
	return true;
}

int ksym_check(const struct ksym_table *t)
{
	if (t->size == 0) {
		return -KSYM_ERR_CORRUPT;
	}
	if (checksum(t) != ksym_load_(t->bytes + KSYM_AT_CHECKSUM)) {
		return -KSYM_ERR_CHECKSUM;
	}
	return ksym_index_fits_(t) && symbols_are_sound(t) ? 0
							   : -KSYM_ERR_CORRUPT;
}
