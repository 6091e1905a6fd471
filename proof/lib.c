/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * What make proof proves: all of lib/, as one file, and what stands in for that
 * which is not in lib/. The contract of each function is at a prototype, in the
 * header here that has its file's name. It comes before the file, so that a loop
 * can name a behavior of it; behind those that have structs of their own, which
 * the contracts speak of.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <__fc_string_axiomatic.h>

/* C11, 7.24.2.1, for the types that it is called with. */
/*@ requires \valid(to + (0 .. n - 1)) && \valid_read(from + (0 .. n - 1));
    requires \separated(to + (0 .. n - 1), from + (0 .. n - 1));
    terminates \true;
    exits \false;
    assigns to[0 .. n - 1], \result \from to, from[0 .. n - 1];
    ensures \result == to; */
char *proof_memcpy(char *to, const uint8_t *from, size_t n);

#define __builtin_memcpy proof_memcpy

/* Any functions that struct ksym_walk_system may have, as ksym_walk.h says. */
/*@ requires \valid(wordp);
    terminates \true;
    exits \false;
    assigns *wordp, \result \from context, addr;
    ensures !\result ==> *wordp == \old(*wordp); */
bool proof_read(void *context, uint64_t addr, uint64_t *wordp);

/*@ terminates \true;
    exits \false;
    assigns \result \from context, link; */
bool proof_is_link(void *context, uint64_t link);

/* Any function that ksym_put may have. */
/*@ terminates \true;
    exits \false;
    assigns \nothing; */
void proof_put(void *context, const char *piece, size_t length);

#include "../lib/table.h"
#include "table.h"

#include "open.h"
#include "../lib/open.c"
#include "lookup.h"
#include "../lib/lookup.c"
#include "steps.h"
#include "call.h"
#include "../lib/call.c"
#include "../lib/small.c"
#include "name.h"
#include "../lib/name.c"
#include "../lib/format.c"
#include "format.h"
#include "../lib/find.c"
#include "find.h"
#include "build_id.h"
#include "../lib/build_id.c"
#include "check.h"
#include "../lib/check.c"
#include "strerror.h"
#include "../lib/strerror.c"
#include <ksym_walk.h>
#include "walk.h"
#include "../lib/walk.c"

/*
 * What Eva proves instead of WP, which knows no bits: it takes the widths and
 * the settings one by one, and knows bits of the others.
 */
void proof_masks(uint32_t value, uint32_t bits)
{
	if (bits <= 31) {
		/*@ split bits; */
		(void)ksym_masked_(value, ksym_mask_(bits));
		(void)ksym_shifted_(ksym_masked_(value, ksym_mask_(31)), bits);
		/*@ merge bits; */
	}
}

void proof_settings(uint8_t a, uint8_t b, uint8_t c, uint8_t d)
{
	const uint8_t settings[4] = { a, b, c, d };

	(void)ksym_half_(settings);
	if (settings[0] > KSYM_CLASS_WIDTH_MAX) {
		/*@ split settings[0]; */
	} else if (settings[1] > KSYM_PHRASE_BITS_MAX) {
		/*@ split settings[1]; */
	} else if (settings[2] > 15) {
		/*@ split settings[2]; */
	} else if (settings[3] > 0) {
		/*@ split settings[3]; */
	}
	(void)settings_fit(settings);
}

void proof_bits(uint32_t value, uint32_t bits, uint8_t a, uint8_t b, uint8_t c,
	uint8_t d)
{
	proof_masks(value, bits);
	proof_settings(a, b, c, d);
}
