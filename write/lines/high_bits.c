/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "lines/high_bits.h"

bool high_bits_write(struct high_bits *writer, uint32_t value, unsigned width,
	struct failure *err)
{
	const uint64_t low = value & (((uint64_t)1 << width) - 1);

	writer->bits = writer->bits << width | low;
	writer->count += width;
	while (writer->count >= 8) {
		const unsigned char byte =
			writer->bits >> (writer->count - 8) & 0xff;

		if (!bytes_append(writer->out, &byte, 1, err)) {
			return false;
		}
		writer->count -= 8;
	}
	return true;
}

bool high_bits_align(struct high_bits *writer, struct failure *err)
{
	return high_bits_write(writer, 0, (8 - writer->count) % 8, err);
}
