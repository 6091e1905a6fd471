/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * A name can have KSYM_TOKENS_MAX tokens of its own. Where one would have more,
 * its end is cut into pieces as long as a phrase may be, which become phrases.
 */
#include "names/long_names.h"

#include <ksym_format.h>
#include <string.h>

static uint32_t pieces_of(uint32_t length)
{
	return (length + PHRASE_MAX - 1) / PHRASE_MAX;
}

uint32_t long_names_count(const struct names *names)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < names->count && count < NO_PHRASE; i++) {
		const uint32_t length = names->items[i].length;

		count += length > KSYM_TOKENS_MAX ? pieces_of(length) : 0;
	}
	return count;
}

/* The phrase that those bytes are; of those that were made here, if it is. */
static bool find_phrase(struct phrase_set *set, const unsigned char *bytes,
	uint32_t length, uint16_t *phrasep, struct failure *err)
{
	for (uint32_t i = set->proposed; i < set->count; i++) {
		const struct phrase *phrase = &set->phrases[i];

		if (phrase->length == length &&
			memcmp(set->bytes.data + phrase->at, bytes, length) ==
				0) {
			*phrasep = (uint16_t)i;
			return true;
		}
	}
	if (set->count == set->capacity) {
		return fail(err, KSYM_WRITE_PHRASES,
			.found = (uint64_t)set->count + 1,
			.limit = set->capacity);
	}
	*phrasep = (uint16_t)set->count;
	set->phrases[set->count++] = (struct phrase){
		.at = (uint32_t)set->bytes.size,
		.length = (uint16_t)length,
		.live = { true, true },
	};
	return bytes_append(&set->bytes, bytes, length, err);
}

bool long_names_cut(struct phrase_set *set, const struct name *name,
	uint16_t *tokens, uint32_t *countp, struct failure *err)
{
	uint32_t kept = *countp, rest = 0;

	while (kept + pieces_of(rest) > KSYM_TOKENS_MAX || rest == 0) {
		rest += set->phrases[tokens[--kept]].length;
	}
	for (*countp = kept; rest > 0;) {
		const uint32_t length = rest < PHRASE_MAX ? rest : PHRASE_MAX;

		if (!find_phrase(set, name->bytes + name->length - rest, length,
			    &tokens[*countp], err)) {
			return false;
		}
		++*countp;
		rest -= length;
	}
	return true;
}
