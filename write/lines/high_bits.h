/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Bits, highest first, at the end of a buffer: those of lines. */
#ifndef KSYM_WRITE_HIGH_BITS_H
#define KSYM_WRITE_HIGH_BITS_H

#include <stdbool.h>
#include <stdint.h>

#include "bytes.h"

struct high_bits {
	struct bytes *out;
	uint64_t bits;
	unsigned count; /* of bits not yet in the buffer, below 8 between calls */
};

/* Writes the low WIDTH bits of VALUE, up to 32. */
bool high_bits_write(struct high_bits *writer, uint32_t value, unsigned width,
	struct failure *err);
/* Fills the last byte with zeros. */
bool high_bits_align(struct high_bits *writer, struct failure *err);

#endif
