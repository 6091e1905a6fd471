/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What several stages need: memory, integer logarithms, bits. */
#include "stages.h"

#include <stdlib.h>

void *allocate(size_t count, size_t size, struct failure *err)
{
	void *memory = calloc(count > 0 ? count : 1, size);

	if (memory == NULL) {
		(void)fail(err, KSYM_WRITE_MEMORY);
	}
	return memory;
}

unsigned width_of(uint64_t value)
{
	return value == 0 ? 0 : 64 - (unsigned)__builtin_clzll(value);
}

uint32_t log2_256(uint32_t value)
{
	const unsigned whole = 31 - (unsigned)__builtin_clz(value);
	uint64_t rest = ((uint64_t)value << 31) >> whole; /* 1 to 2, << 31 */
	uint32_t log2 = whole;

	for (int bit = 0; bit < 8; bit++) {
		rest = rest * rest >> 31;
		log2 = log2 << 1 | (uint32_t)(rest >> 32);
		rest >>= rest >> 32;
	}
	return log2;
}

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
