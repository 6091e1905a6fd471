/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Tries settings and keeps what takes the fewest bytes. One setting serves a
 * large list; a small one is soon done, and which is best depends on chance.
 */
#include "names/dictionary.h"

#include <ksym_format.h>

#include "numbers.h"

#define SMALL        (160u << 10) /* bytes of names for which all are tried */
#define TEXT_MAX     (1u << 22)   /* so that a phrase's offset fits */
#define LENGTH_BITS  5            /* of most phrases */
#define TINY         (32u << 10)
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

/* What small lists try, each with each. */
static const uint32_t count_mins[] = { 2, 3, 4 };
static const uint32_t entry_costs[] = { 16, 22, 28, 36 };
static const uint32_t byte_costs[] = { 8, 12, 20 };

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))
#define SETTINGS \
	(LENGTH(count_mins) * LENGTH(entry_costs) * LENGTH(byte_costs) * 2)

static struct setting small_setting(size_t i)
{
	struct setting setting = { .thrift = 1,
		.rounds = 8,
		.pairs = PAIRS_MIN,
		.split = i % 2 != 0 };

	i /= 2;
	setting.count_min = count_mins[i % LENGTH(count_mins)];
	i /= LENGTH(count_mins);
	setting.entry_cost = entry_costs[i % LENGTH(entry_costs)];
	i /= LENGTH(entry_costs);
	setting.byte_cost = byte_costs[i];
	return setting;
}

/* The setting for a list that is not small. */
static struct setting setting_for(const struct names *names)
{
	struct setting setting = large;

	if (names->total / names->count >= LONG_NAME) {
		setting.entry_cost = 36;
		setting.byte_cost = 12;
		setting.rounds = 5;
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
	return (setting->rounds - 1 + PROPOSING) *
		       (names->total / names_stride(names)) +
	       names->total;
}

/* The bits of all tokens and of what they stand for. */
static uint64_t total_bits(
	const struct dictionary *dictionary, const struct names *names)
{
	const struct parse *parse = &dictionary->parse;
	const struct vocabulary *vocabulary = &dictionary->vocabulary;
	uint64_t bits = 8 * (uint64_t)dictionary->text.bytes.size +
			(uint64_t)(number_width(dictionary->text.bytes.size) +
				   LENGTH_BITS) *
				(vocabulary->of[WITHIN].count +
					vocabulary->of[LAST].count);

	for (uint32_t i = 0; i < names->count; i++) {
		const uint16_t *tokens = parse_tokens(parse, i);

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

/* What small lists try, and what each of it takes. */
struct trial {
	const struct names *names;
	size_t step; /* from one setting to the next */
	uint64_t bits[SETTINGS];
};

static bool try_setting(void *work, uint32_t i, struct failure *err)
{
	struct trial *trial = work;
	struct dictionary dictionary = { 0 };
	struct team alone;
	bool done;

	team_init(&alone, 1);
	done = make_fitting(&dictionary, trial->names, &alone,
		small_setting(i * trial->step), err);
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
	struct trial trial = { .names = names,
		/* Of middling lists some: they take longer and differ less. */
		.step = names->total < TINY ? 1 : 7 };
	const size_t count = (SETTINGS + trial.step - 1) / trial.step;
	size_t best = 0;

	const struct setting any = small_setting(0);

	team->expected =
		(count + 1) * work_of(names, &any) + names->total / WRITING;
	team_stage(team, count * work_of(names, &any));
	if (!team_share(team, try_setting, &trial, (uint32_t)count, err)) {
		return false;
	}
	for (size_t i = 1; i < count; i++) {
		best = trial.bits[i] < trial.bits[best] ? i : best;
	}
	return make_fitting(
		dictionary, names, team, small_setting(best * trial.step), err);
}

bool dictionary_choose(const struct names *names, struct team *team,
	struct dictionary *dictionary, struct failure *err)
{
	struct setting setting;

	if (names->total < SMALL) {
		return make_best(dictionary, names, team, err);
	}
	setting = setting_for(names);
	team->expected = work_of(names, &setting) + names->total / WRITING;
	return make_fitting(dictionary, names, team, setting, err);
}

void dictionary_free(struct dictionary *dictionary)
{
	text_free(&dictionary->text);
	vocabulary_free(&dictionary->vocabulary);
	parse_free(&dictionary->parse);
	phrases_free(&dictionary->set);
}
