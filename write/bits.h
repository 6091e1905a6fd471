/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Bits, lowest first, at the end of a buffer. */
#ifndef KSYM_WRITE_BITS_H
#define KSYM_WRITE_BITS_H

#include <stdbool.h>
#include <stdint.h>

#include "bytes.h"

struct bit_writer {
	struct bytes *out;
	uint64_t bits;
	unsigned count; /* of bits not yet in the buffer, below 8 between calls */
};

/* Writes the low WIDTH bits of VALUE, up to 64. */
bool bits_write(struct bit_writer *writer, uint64_t value, unsigned width,
	struct failure *err);
/* Fills the last byte with zeros. */
bool bits_align(struct bit_writer *writer, struct failure *err);

#endif
