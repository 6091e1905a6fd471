/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Tries settings and keeps what takes the fewest bytes. One setting serves a
 * large list; a small one is soon done, and which is best depends on chance.
 */
#include "names/dictionary.h"

#include <ksym_format.h>

#include "numbers.h"

#define SMALL        (64u << 10) /* bytes of names for which all are tried */
#define MIDDLING     (1u << 20)  /* below, a phrase must earn more */
#define TEXT_MAX     (1u << 22)  /* so that a phrase's offset fits */
#define THRIFT_MAX   (1u << 10)
#define LONG_NAME    64 /* bytes of names that share many tokens */
#define PAIRS_MIN    16000u
#define PAIRS_MAX    48000u
#define BYTES_A_PAIR 256        /* of names, in large lists */
#define AGAIN        (8u << 20) /* bytes of names whose tokens are paired twice */
#define MORE_PAIRS   3000u
#define PROPOSING    2 /* takes so many times as long as to parse */
#define WRITING      8 /* the blocks takes such a part of that */

static const struct setting large = { .count_min = 3,
	.entry_cost = 20,
	.byte_cost = 6,
	.thrift = 1,
	.rounds = 4,
	.pairs = PAIRS_MIN,
	.again = 1,
	.more = MORE_PAIRS,
	.split = true };

/* What small lists try: of each list some other one is the best. */
static const struct {
	uint8_t count_min, entry_cost, byte_cost;
	bool split;
} trials[] = {
	{ 3, 14, 14, false },
	{ 3, 18, 8, false },
	{ 3, 24, 8, false },
	{ 4, 14, 8, false },
	{ 4, 18, 14, false },
	{ 4, 18, 8, true },
	{ 4, 24, 8, true },
};

#define TRIALS (sizeof(trials) / sizeof(trials[0]))

static struct setting small_setting(size_t i)
{
	return (struct setting){ .count_min = trials[i].count_min,
		.entry_cost = trials[i].entry_cost,
		.byte_cost = trials[i].byte_cost,
		.thrift = 1,
		.rounds = 8,
		.pairs = PAIRS_MIN,
		.again = 1,
		.more = MORE_PAIRS,
		.split = trials[i].split };
}

/* The setting for a list that is not small. */
static struct setting setting_for(const struct names *names)
{
	struct setting setting = large;

	if (names->total < MIDDLING) {
		setting.count_min = 5;
		setting.entry_cost = 28;
		setting.byte_cost = 10;
		setting.rounds = 5;
		setting.again = 2;
	} else if (names->total / names->count >= LONG_NAME) {
		setting.count_min = 4;
		setting.entry_cost = 30;
		setting.rounds = 5;
		setting.exact = true;
		setting.again = names->total < AGAIN ? 2 : 0;
	}
	if (names->total / BYTES_A_PAIR > setting.pairs) {
		setting.pairs =
			names->total / BYTES_A_PAIR < PAIRS_MAX
				? (uint32_t)(names->total / BYTES_A_PAIR)
				: PAIRS_MAX;
	}
	return setting;
}

static bool make(struct dictionary *dictionary, const struct names *names,
	struct team *team, const struct setting *setting, struct failure *err)
{
	bool done;

	dictionary_free(dictionary);
	dictionary->parse.team = team;
	dictionary->parse.split = setting->split;
	team_stage(team, PROPOSING * names->total / names_stride(names));
	done = phrases_propose(names, setting, &dictionary->set, err) &&
	       vocabulary_choose(names, setting, &dictionary->set,
		       &dictionary->parse, &dictionary->vocabulary, err);
	for (uint32_t i = 0; done && i < setting->again; i++) {
		done = phrases_extend(names, setting, &dictionary->parse,
			       &dictionary->set, err) &&
		       vocabulary_choose(names, setting, &dictionary->set,
			       &dictionary->parse, &dictionary->vocabulary,
			       err);
	}
	return done && text_build(&dictionary->set, &dictionary->text, err);
}

/* The same with dearer phrases until their text is not too long. */
static bool make_fitting(struct dictionary *dictionary,
	const struct names *names, struct team *team, struct setting setting,
	struct failure *err)
{
	do {
		if (!make(dictionary, names, team, &setting, err)) {
			return false;
		}
		setting.thrift *= 2;
	} while (dictionary->text.bytes.size > TEXT_MAX &&
		 setting.thrift <= THRIFT_MAX);
	return true;
}

/* What it takes to make a dictionary, in bytes of names that are parsed. */
static uint64_t work_of(
	const struct names *names, const struct setting *setting)
{
	const uint64_t sample = names->total / names_stride(names);

	return PROPOSING * sample +
	       (1 + (uint64_t)setting->again) *
		       ((setting->rounds - 1) * sample + names->total);
}

/* The bits of a phrase's record. */
static uint32_t record_bits(const struct dictionary *dictionary)
{
	uint32_t longest = 0;

	for (uint32_t i = 0; i < dictionary->set.count; i++) {
		const struct phrase *phrase = &dictionary->set.phrases[i];

		if (phrase_is_live(phrase) && phrase->length > longest) {
			longest = phrase->length;
		}
	}
	return number_width(dictionary->text.bytes.size) +
	       number_width(longest);
}

/* The bits of all tokens and of what they stand for. */
static uint64_t total_bits(
	const struct dictionary *dictionary, const struct names *names)
{
	const struct parse *parse = &dictionary->parse;
	const struct vocabulary *vocabulary = &dictionary->vocabulary;
	uint64_t bits = 8 * (uint64_t)dictionary->text.bytes.size +
			(uint64_t)record_bits(dictionary) *
				(vocabulary->of[WITHIN].count +
					vocabulary->of[LAST].count);

	for (uint32_t i = 0; i < names->count; i++) {
		const uint16_t *tokens = parse_tokens(parse, i);

		bits += parse->own[i] < KSYM_COUNT_MORE ? 0 : 8;
		for (uint32_t k = 0; k < parse->own[i]; k++) {
			const struct numbering *of =
				&vocabulary->of[token_place(parse, i, k)];

			bits += KSYM_SELECTOR_BITS + vocabulary->width +
				vocabulary_class(
					vocabulary, of->numbers[tokens[k]]);
		}
	}
	return bits;
}

/* What each of the trials takes. */
struct trial {
	const struct names *names;
	uint64_t bits[TRIALS];
};

static bool try_setting(void *work, uint32_t i, struct failure *err)
{
	struct trial *trial = work;
	struct dictionary dictionary = { 0 };
	struct team alone;
	bool done;

	team_init(&alone, 1);
	done = make_fitting(
		&dictionary, trial->names, &alone, small_setting(i), err);
	if (done) {
		trial->bits[i] = total_bits(&dictionary, trial->names);
	}
	dictionary_free(&dictionary);
	return done;
}

/* Makes all that SMALL has settings for, and keeps the one that takes least. */
static bool make_best(struct dictionary *dictionary, const struct names *names,
	struct team *team, struct failure *err)
{
	struct trial trial = { .names = names };
	const size_t count = names->total > 0 ? TRIALS : 1;
	const struct setting any = small_setting(0);
	size_t best = 0;

	team->expected +=
		(count + 1) * work_of(names, &any) + names->total / WRITING;
	team_stage(team, count * work_of(names, &any));
	if (!team_share(team, try_setting, &trial, (uint32_t)count, err)) {
		return false;
	}
	for (size_t i = 1; i < count; i++) {
		best = trial.bits[i] < trial.bits[best] ? i : best;
	}
	return make_fitting(dictionary, names, team, small_setting(best), err);
}

bool dictionary_choose(const struct names *names, struct team *team,
	struct dictionary *dictionary, struct failure *err)
{
	struct setting setting;

	if (names->total < SMALL) {
		return make_best(dictionary, names, team, err);
	}
	setting = setting_for(names);
	team->expected += work_of(names, &setting) + names->total / WRITING;
	return make_fitting(dictionary, names, team, setting, err);
}

void dictionary_free(struct dictionary *dictionary)
{
	text_free(&dictionary->text);
	vocabulary_free(&dictionary->vocabulary);
	parse_free(&dictionary->parse);
	phrases_free(&dictionary->set);
}
