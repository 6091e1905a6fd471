// SPDX-License-Identifier: MIT OR Apache-2.0
/* Lines that are given to ksym_write, and what libksym is to tell of them. */
#ifndef KSYM_TEST_LINE_WORLD_H
#define KSYM_TEST_LINE_WORLD_H

#include <ksym.h>
#include <ksym_write.h>

#define NONE KSYM_WRITE_NONE

struct ksym_written world_write(const struct ksym_write_symbol *symbols,
	size_t count, const struct ksym_write_lines *lines);
/* Where a part of the table begins; NULL: it has none. */
const unsigned char *world_part(const struct ksym_written *out, unsigned tag);
/* Holds what a table tells at both ends of each row, and where rows end,
 * against what was given. */
void world_check(const struct ksym_written *out,
	const struct ksym_write_lines *lines, enum ksym_lines_mode mode);
/* The address has one frame, of that file, line and flags. */
void world_is(const struct ksym_written *out, uint64_t addr, const char *file,
	uint32_t line, unsigned flags);
void world_is_unknown(const struct ksym_written *out, uint64_t addr);

#define WORLD_SYMBOLS 20

/* Random lines. */
struct world {
	struct ksym_write_symbol *symbols;
	struct ksym_write_row *rows;
	struct ksym_write_call *calls;
	struct ksym_write_function *functions;
	struct ksym_write_lines lines;
};

struct world *world_random(unsigned seed);
void world_free(struct world *world);

#endif
