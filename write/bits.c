/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "bits.h"

bool bits_write(struct bit_writer *writer, uint64_t value, unsigned width,
	struct failure *err)
{
	while (width > 0) {
		const unsigned take = width < 32 ? width : 32;

		writer->bits |= (value & (((uint64_t)1 << take) - 1))
				<< writer->count;
		writer->count += take;
		value >>= take;
		width -= take;
		while (writer->count >= 8) {
			const unsigned char byte = writer->bits & 0xff;

			if (!bytes_append(writer->out, &byte, 1, err)) {
				return false;
			}
			writer->bits >>= 8;
			writer->count -= 8;
		}
	}
	return true;
}

bool bits_align(struct bit_writer *writer, struct failure *err)
{
	return bits_write(writer, 0, (8 - writer->count) % 8, err);
}
