/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Tries settings and keeps what takes the fewest bytes. One setting serves a
 * large list; a small one is soon done, and which is best depends on chance.
 */
#include "stages.h"
#include <stdlib.h>

#define SMALL      (32u << 10) /* bytes of names for which all are tried */
#define TEXT_MAX   (1u << 18)  /* so that a phrase's offset fits */
#define THRIFT_MAX (1u << 10)

/* In the order of the fields of struct setting. */
static const struct setting large = { 3, 44, 20, 1, 5 };

static const struct setting small[] = {
	{ 3, 36, 20, 1, 8 },
	{ 3, 28, 12, 1, 8 },
	{ 3, 24, 20, 1, 8 },
	{ 2, 28, 12, 1, 8 },
	{ 4, 28, 12, 1, 8 },
	{ 4, 36, 20, 1, 8 },
};

static bool make(struct dictionary *dictionary, const struct names *names,
	const struct setting *setting, struct failure *err)
{
	dictionary_free(dictionary);
	dictionary->parse.shared_bits = getenv("SB") ? (uint8_t)atoi(getenv("SB")) : 3;
	return phrases_propose(names, setting, &dictionary->set, err) &&
	       vocabulary_choose(names, setting, &dictionary->set,
		       &dictionary->parse, &dictionary->vocabulary, err) &&
	       text_build(&dictionary->set, &dictionary->text, err);
}

/* The same with dearer phrases until their text is not too long. */
static bool make_fitting(struct dictionary *dictionary,
	const struct names *names, struct setting setting, struct failure *err)
{
	do {
		if (!make(dictionary, names, &setting, err)) {
			return false;
		}
		setting.thrift *= 2;
	} while (dictionary->text.bytes.size > TEXT_MAX &&
		 setting.thrift <= THRIFT_MAX);
	return true;
}

/* The bits of all tokens and of what they stand for. */
static uint64_t total_bits(
	const struct dictionary *dictionary, const struct names *names)
{
	const struct parse *parse = &dictionary->parse;
	const struct vocabulary *vocabulary = &dictionary->vocabulary;
	uint64_t bits = 8 * (uint64_t)dictionary->text.bytes.size +
			8 * (uint64_t)3 *
				(vocabulary->of[WITHIN].count +
					vocabulary->of[LAST].count);

	for (uint32_t i = 0; i < names->count; i++) {
		for (size_t k = parse->first[i]; k < parse->first[i + 1]; k++) {
			const struct numbering *of =
				&vocabulary->of[token_place(parse, i, k)];

			bits += KSYM_SELECTOR_BITS + vocabulary->width +
				vocabulary_class(vocabulary,
					of->numbers[parse->tokens[k]]);
		}
	}
	return bits;
}

/* Makes all that SMALL has settings for, and keeps the one that takes least. */
static bool make_best(struct dictionary *dictionary, const struct names *names,
	struct failure *err)
{
	const size_t count = sizeof(small) / sizeof(small[0]);
	uint64_t least = UINT64_MAX;
	size_t best = 0;

	for (size_t i = 0; i < count; i++) {
		uint64_t bits;

		if (!make_fitting(dictionary, names, small[i], err)) {
			return false;
		}
		bits = total_bits(dictionary, names);
		if (bits < least) {
			least = bits;
			best = i;
		}
	}
	return best == count - 1 ||
	       make_fitting(dictionary, names, small[best], err);
}

bool dictionary_choose(const struct names *names, struct dictionary *dictionary,
	struct failure *err)
{
	return names->total < SMALL
		       ? make_best(dictionary, names, err)
		       : make_fitting(dictionary, names, large, err);
}

void dictionary_free(struct dictionary *dictionary)
{
	text_free(&dictionary->text);
	vocabulary_free(&dictionary->vocabulary);
	parse_free(&dictionary->parse);
	phrases_free(&dictionary->set);
}
