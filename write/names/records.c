/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "names/records.h"

#include <ksym_format.h>

#include "bits.h"
#include "numbers.h"

struct record {
	uint32_t at, length;
};

static struct record record_of(
	const struct dictionary *dictionary, enum place place, uint32_t number)
{
	const uint32_t phrase =
		dictionary->vocabulary.of[place].phrases[number];

	return (struct record){ dictionary->text.at[phrase],
		dictionary->set.phrases[phrase].length };
}

/* The greatest of all fields. */
static struct record bounds_of(const struct dictionary *dictionary)
{
	struct record most = { 0 };

	for (enum place place = WITHIN; place < PLACES; place++) {
		const uint32_t count = dictionary->vocabulary.of[place].count;

		for (uint32_t i = 0; i < count; i++) {
			const struct record record =
				record_of(dictionary, place, i);

			most.at = record.at > most.at ? record.at : most.at;
			most.length = record.length > most.length
					      ? record.length
					      : most.length;
		}
	}
	return most;
}

struct record_layout records_layout(const struct dictionary *dictionary)
{
	const struct record most = bounds_of(dictionary);
	const unsigned length_bits = number_width(most.length);

	return (struct record_layout){ length_bits + number_width(most.at),
		length_bits };
}

bool records_write(const struct dictionary *dictionary, enum place place,
	struct bytes *out, struct failure *err)
{
	const struct record_layout layout = records_layout(dictionary);
	struct bit_writer bits = { .out = out };

	if (layout.bits > KSYM_PHRASE_BITS_MAX) {
		return fail(err, KSYM_WRITE_PHRASES,
			.found = dictionary->text.bytes.size,
			.limit = 1u << (KSYM_PHRASE_BITS_MAX -
					 layout.length_bits));
	}
	for (uint32_t i = 0; i < dictionary->vocabulary.of[place].count; i++) {
		const struct record record = record_of(dictionary, place, i);

		if (!bits_write(&bits,
			    record.length | record.at << layout.length_bits,
			    layout.bits, err)) {
			return false;
		}
	}
	return bits_align(&bits, err);
}
