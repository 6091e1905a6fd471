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

/* What Eva proves instead of WP: it takes the masks one by one. */
void proof_masks(uint8_t code, uint8_t mask)
{
	/*@ split mask; */
	(void)ksym_masked_(code, mask);
}
