/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Canonical codes. */
#ifndef KSYM_WRITE_CODES_H
#define KSYM_WRITE_CODES_H

#include <stdbool.h>
#include <stdint.h>

#include "bytes.h"
#include "lines/high_bits.h"
#include "prefix.h"

struct code_leaf {
	uint64_t uses;
	uint32_t symbol;
	uint32_t parent; /* another leaf's number, or that of a sum behind them */
	uint32_t depth;
};

/* Where codes are made: room for so many symbols, 1024 at most, as a length has
 * 255 at most. */
struct code_maker {
	uint32_t symbols;
	struct code_leaf *leaves;
	uint8_t *lengths; /* by symbol, of the code made last; 0: it has none */
};

/* A code that values are written by. */
struct code {
	uint8_t *lengths; /* by symbol */
	uint16_t *bits;
};

/* code_maker_free after, also of an error. */
bool code_maker_init(
	struct code_maker *maker, uint32_t symbols, struct failure *err);
void code_maker_free(struct code_maker *maker);
/*
 * Makes the code of symbols that are used so often. Returns what it takes in
 * bits: its table, of symbols of so many bytes, and what is written by it.
 */
uint64_t code_make(
	struct code_maker *maker, const uint32_t *uses, uint32_t symbol_size);
/* Appends the table of the code made last to OUT, and keeps the code; code_free
 * after, also of an error. */
bool code_keep(const struct code_maker *maker, uint32_t symbol_size,
	struct code *code, struct bytes *out, struct failure *err);
bool code_write(const struct code *code, uint32_t symbol, struct high_bits *out,
	struct failure *err);
void code_free(struct code *code);

#endif
