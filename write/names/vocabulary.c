/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Narrows the proposed phrases to those that pay for their place: parse, count,
 * drop, and again with costs that follow from the counts.
 */
#include "names/vocabulary.h"

#include <ksym_format.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "numbers.h"

#define UNSEEN_COST (2 * COST_BIT) /* more than what was seen once */
#define PHRASES_MAX (1u << 16)

struct choice {
	const struct names *names;
	const struct setting *setting;
	struct phrase_set *set;
	struct parse *parse;
	uint32_t (*uses)[PLACES];  /* by phrase */
	uint32_t (*costs)[PLACES]; /* by phrase */
	uint32_t *parts;           /* by phrase: live ones made of it */
};

static void count_uses(struct choice *choice, uint32_t weight)
{
	const struct parse *parse = choice->parse;

	memset(choice->uses, 0, choice->set->count * sizeof(*choice->uses));
	for (uint32_t i = 0; i < choice->names->count; i++) {
		const uint16_t *tokens = parse_tokens(parse, i);

		for (uint32_t k = 0; k < parse->own[i]; k++) {
			choice->uses[tokens[k]][token_place(parse, i, k)] +=
				weight;
		}
	}
}

/* Costs as if numbers were as long as their phrases are rare. */
static void estimate_place(struct choice *choice, enum place place)
{
	uint32_t total = 1, most;

	for (uint32_t i = 0; i < choice->set->count; i++) {
		total += choice->uses[i][place];
	}
	most = number_log2(total) + COST_BIT / 4;
	for (uint32_t i = 0; i < choice->set->count; i++) {
		const uint32_t uses = choice->uses[i][place];

		choice->costs[i][place] = uses > 0 ? most - number_log2(uses)
						   : most + UNSEEN_COST;
	}
}

static void estimate_costs(struct choice *choice)
{
	estimate_place(choice, WITHIN);
	estimate_place(choice, LAST);
}

static void guess_uses(struct choice *choice)
{
	const struct phrase_set *set = choice->set;

	for (uint32_t i = 0; i < set->count; i++) {
		memcpy(choice->uses[i], set->phrases[i].uses,
			sizeof(choice->uses[i]));
	}
}

static bool parse_round(struct choice *choice, struct trie *trie, bool final,
	struct failure *err)
{
	const struct names *names = choice->names;

	team_stage(choice->parse->team,
		final ? names->total : names->total / names_stride(names));
	if (!trie_build(trie, choice->set, choice->costs, err) ||
		!parse_names(choice->parse, choice->names, choice->set, trie,
			final, err)) {
		return false;
	}
	count_uses(choice, final ? 1 : names_stride(choice->names));
	return true;
}

/* Counts, for each phrase, the live ones that hold it. */
static void count_parts(struct choice *choice)
{
	const struct phrase_set *set = choice->set;

	memset(choice->parts, 0, set->count * sizeof(*choice->parts));
	for (uint32_t i = set->count; i-- > BYTES;) {
		if (phrase_is_live(&set->phrases[i]) || choice->parts[i] > 0) {
			choice->parts[set->phrases[i].left]++;
			choice->parts[set->phrases[i].right]++;
		}
	}
}

/* A guess at the text that goes with PHRASE, in bytes: its shorter half's. */
static uint32_t guess_text(const struct choice *choice, uint32_t phrase)
{
	const struct phrase *entry = &choice->set->phrases[phrase];
	const uint32_t left = choice->set->phrases[entry->left].length;
	const uint32_t right = choice->set->phrases[entry->right].length;

	return left < right ? left : right;
}

/*
 * The text that goes with PHRASE, which none holds, in bytes: all of it but for
 * the live phrases within that no other holds, which then stand alone.
 */
static uint32_t count_text(const struct choice *choice, uint32_t phrase)
{
	const struct phrase *phrases = choice->set->phrases;
	/* They do not overlap. */
	uint16_t within[PHRASE_MAX] = { phrases[phrase].left,
		phrases[phrase].right };
	uint32_t count = 2, text = phrases[phrase].length;

	while (count > 0) {
		const uint32_t part = within[--count];
		const struct phrase *entry = &phrases[part];

		if (choice->parts[part] > 1) {
			continue;
		}
		if (phrase_is_live(entry) || entry->length == 1) {
			text -= entry->length;
		} else {
			within[count++] = entry->left;
			within[count++] = entry->right;
		}
	}
	return text;
}

/* What the text of PHRASE takes if it is not dropped. */
static uint64_t price_of_text(const struct choice *choice, uint32_t phrase)
{
	const struct setting *setting = choice->setting;

	if (choice->parts[phrase] > 0) {
		return 0;
	}
	return (uint64_t)setting->byte_cost * COST_BIT *
	       (setting->exact ? count_text(choice, phrase)
			       : guess_text(choice, phrase));
}

static void drop(struct choice *choice, uint32_t phrase)
{
	struct phrase *entry = &choice->set->phrases[phrase];

	if (choice->parts[phrase] == 0) {
		choice->parts[entry->left]--;
		choice->parts[entry->right]--;
	}
}

/* What the uses of PHRASE in a place save. */
static uint64_t saved_in(const struct choice *choice, const struct trie *trie,
	uint32_t phrase, enum place place)
{
	uint32_t without;

	if (!choice->set->phrases[phrase].live[place] ||
		choice->uses[phrase][place] == 0) {
		return 0;
	}
	without = parse_phrase(choice->set, trie, phrase, place);
	return without > choice->costs[phrase][place]
		       ? (uint64_t)choice->uses[phrase][place] *
				 (without - choice->costs[phrase][place])
		       : 0;
}

/*
 * Drops the phrases whose uses save less than what they take times TENTHS / 10:
 * a record in each place, and text.
 */
static void prune(
	struct choice *choice, const struct trie *trie, uint32_t tenths)
{
	struct phrase_set *set = choice->set;
	const uint64_t thrift = choice->setting->thrift;
	const uint64_t record = thrift * COST_BIT * choice->setting->entry_cost;

	count_parts(choice);
	for (uint32_t i = set->count; i-- > BYTES;) {
		uint64_t saved = 0;

		if (!phrase_is_live(&set->phrases[i])) {
			continue;
		}
		for (int place = 0; place < PLACES; place++) {
			const uint64_t here = saved_in(choice, trie, i, place);

			set->phrases[i].live[place] =
				here * 10 >= record * tenths;
			saved += set->phrases[i].live[place]
					 ? here - record * tenths / 10
					 : 0;
		}
		if (saved * 10 < price_of_text(choice, i) * thrift * tenths ||
			!phrase_is_live(&set->phrases[i])) {
			set->phrases[i].live[WITHIN] = false;
			set->phrases[i].live[LAST] = false;
			drop(choice, i);
		}
	}
}

/* Only at the end: until then a byte may be needed again. */
static void drop_unused(struct choice *choice)
{
	for (uint32_t i = 0; i < choice->set->count; i++) {
		for (int place = 0; place < PLACES; place++) {
			choice->set->phrases[i].live[place] =
				choice->uses[i][place] > 0;
		}
	}
}

/* Sets the costs that the numbers' classes give. */
static void take_costs(
	struct choice *choice, const struct vocabulary *vocabulary)
{
	for (int place = 0; place < PLACES; place++) {
		const struct numbering *of = &vocabulary->of[place];

		for (uint32_t i = 0; i < of->count; i++) {
			choice->costs[of->phrases[i]][place] =
				(KSYM_SELECTOR_BITS + vocabulary->width +
					vocabulary_class(vocabulary, i)) *
				COST_BIT;
		}
	}
}

/* Numbers the phrases in use, which says what each costs; others are dearer. */
static bool take_class_costs(struct choice *choice,
	struct vocabulary *vocabulary, struct failure *err)
{
	estimate_costs(choice);
	vocabulary_free(vocabulary);
	if (!vocabulary_rank(
		    vocabulary, choice->uses, choice->set->count, err)) {
		return false;
	}
	take_costs(choice, vocabulary);
	return true;
}

/*
 * Estimates serve while many phrases will still go, numbers later. What a
 * phrase must earn rises to all of its price, and the last two rounds only
 * settle the costs.
 */
static bool choose(struct choice *choice, struct trie *trie,
	struct vocabulary *vocabulary, struct failure *err)
{
	const uint32_t rounds = choice->setting->rounds;

	guess_uses(choice);
	estimate_costs(choice);
	for (uint32_t round = 1; round < rounds; round++) {
		if (!parse_round(choice, trie, false, err)) {
			return false;
		}
		if (2 * round <= rounds) {
			estimate_costs(choice);
		} else if (!take_class_costs(choice, vocabulary, err)) {
			return false;
		}
		if (round + 1 < rounds) {
			prune(choice, trie, 5 + 5 * (round - 1) / (rounds - 3));
		}
	}
	if (!parse_round(choice, trie, true, err)) {
		return false;
	}
	drop_unused(choice);
	return take_class_costs(choice, vocabulary, err);
}

bool vocabulary_choose(const struct names *names, const struct setting *setting,
	struct phrase_set *set, struct parse *parse,
	struct vocabulary *vocabulary, struct failure *err)
{
	struct choice choice = {
		.names = names, .setting = setting, .set = set, .parse = parse
	};
	struct trie trie = { 0 };
	bool done;

	choice.uses = array_new(set->capacity, sizeof(*choice.uses), err);
	choice.costs = array_new(set->capacity, sizeof(*choice.costs), err);
	choice.parts = array_new(set->capacity, sizeof(*choice.parts), err);
	done = choice.uses != NULL && choice.costs != NULL &&
	       choice.parts != NULL && choose(&choice, &trie, vocabulary, err);
	trie_free(&trie);
	free(choice.uses);
	free(choice.costs);
	free(choice.parts);
	return done;
}
