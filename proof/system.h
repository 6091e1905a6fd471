/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * What lib/ is proved with, instead of what it is run with.
 */
#include <stddef.h>
#include <stdint.h>
#include <__fc_string_axiomatic.h>

/* C11, 7.24.2.1, for the types that it is called with. */
/*@ requires \valid(to + (0 .. n - 1)) && \valid_read(from + (0 .. n - 1));
    requires \separated(to + (0 .. n - 1), from + (0 .. n - 1));
    terminates \true;
    assigns to[0 .. n - 1], \result;
    ensures \result == to; */
char *proof_memcpy(char *to, const uint8_t *from, size_t n);

#define __builtin_memcpy proof_memcpy
