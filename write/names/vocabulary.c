/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Narrows the proposed phrases to those that pay for their place: parse, count,
 * drop, and again with costs that follow from the counts.
 */
#include "names/vocabulary.h"

#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "numbers.h"

#define UNSEEN_COST (2 * COST_BIT) /* more than what was seen once */

struct choice {
	const struct names *names;
	const struct setting *setting;
	struct phrase_set *set;
	struct parse *parse;
	uint32_t *uses;  /* by phrase */
	uint32_t *costs; /* by phrase */
	uint32_t *parts; /* by phrase: live phrases that are made of it */
};

static void count_uses(struct choice *choice)
{
	const struct parse *parse = choice->parse;

	memset(choice->uses, 0, choice->set->count * sizeof(*choice->uses));
	for (size_t i = 0; i < parse->first[choice->names->count]; i++) {
		choice->uses[parse->tokens[i]]++;
	}
}

/* Costs as if numbers were as long as their phrases are rare. */
static void estimate_costs(struct choice *choice)
{
	uint64_t total = (uint64_t)choice->names->count + 1;
	uint32_t most;

	for (uint32_t i = 0; i < choice->set->count; i++) {
		total += choice->uses[i];
	}
	most = number_log2(total < UINT32_MAX ? (uint32_t)total : UINT32_MAX);
	for (uint32_t i = 0; i < choice->set->count; i++) {
		choice->costs[i] =
			choice->uses[i] > 0
				? most - number_log2(choice->uses[i]) +
					  COST_BIT / 6
				: most + UNSEEN_COST;
	}
}

static void guess_uses(struct choice *choice)
{
	const struct phrase_set *set = choice->set;

	for (uint32_t i = 0; i < set->count; i++) {
		choice->uses[i] = set->phrases[i].uses;
	}
}

static bool parse_round(
	struct choice *choice, struct trie *trie, struct failure *err)
{
	trie_free(trie);
	if (!trie_build(trie, choice->set, choice->costs, err) ||
		!parse_names(
			choice->parse, choice->names, choice->set, trie, err)) {
		return false;
	}
	count_uses(choice);
	return true;
}

/* Counts, for each phrase, the live ones that hold it. */
static void count_parts(struct choice *choice)
{
	const struct phrase_set *set = choice->set;

	memset(choice->parts, 0, set->count * sizeof(*choice->parts));
	for (uint32_t i = set->count; i-- > PHRASE_BYTES;) {
		if (set->phrases[i].live || choice->parts[i] > 0) {
			choice->parts[set->phrases[i].left]++;
			choice->parts[set->phrases[i].right]++;
		}
	}
}

/* What PHRASE takes in the table. */
static uint64_t price(const struct choice *choice, uint32_t phrase)
{
	const struct phrase *entry = &choice->set->phrases[phrase];
	const uint32_t left = choice->set->phrases[entry->left].length;
	const uint32_t right = choice->set->phrases[entry->right].length;
	uint32_t bits = choice->setting->entry_cost;

	if (choice->parts[phrase] == 0) {
		bits += choice->setting->byte_cost *
			(left < right ? left : right);
	}
	return (uint64_t)bits * choice->setting->price_factor * COST_BIT;
}

static void drop(struct choice *choice, uint32_t phrase)
{
	struct phrase *entry = &choice->set->phrases[phrase];

	entry->live = false;
	if (choice->parts[phrase] == 0) {
		choice->parts[entry->left]--;
		choice->parts[entry->right]--;
	}
}

/* Drops the phrases whose uses save less than their price times TENTHS / 10. */
static void prune(
	struct choice *choice, const struct trie *trie, uint32_t tenths)
{
	struct phrase_set *set = choice->set;

	count_parts(choice);
	for (uint32_t i = set->count; i-- > PHRASE_BYTES;) {
		uint64_t saved;
		uint32_t without;

		if (!set->phrases[i].live) {
			continue;
		}
		without = parse_phrase(set, trie, i);
		saved = without > choice->costs[i]
				? (uint64_t)choice->uses[i] *
					  (without - choice->costs[i])
				: 0;
		if (saved * 10 < price(choice, i) * tenths) {
			drop(choice, i);
		}
	}
}

/* Only at the end: until then a byte may be needed again. */
static void drop_unused(struct choice *choice)
{
	for (uint32_t i = 0; i < choice->set->count; i++) {
		if (choice->uses[i] == 0) {
			choice->set->phrases[i].live = false;
		}
	}
}

/* Sets the costs that the numbers' classes give. */
static void take_costs(
	struct choice *choice, const struct vocabulary *vocabulary)
{
	for (uint32_t i = 0; i < vocabulary->count; i++) {
		const unsigned width =
			vocabulary->widths[vocabulary_class(vocabulary, i)];

		choice->costs[vocabulary->phrases[i]] =
			(KSYM_SELECTOR_BITS + width) * COST_BIT;
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

/* Estimates serve while many phrases will still go, numbers later. */
static bool update_costs(struct choice *choice, uint32_t round,
	struct vocabulary *vocabulary, struct failure *err)
{
	if (2 * round > choice->setting->rounds) {
		return take_class_costs(choice, vocabulary, err);
	}
	estimate_costs(choice);
	return true;
}

/* What a phrase must earn to stay: half of its price at first, later all. */
static uint32_t tenths_to_earn(const struct choice *choice, uint32_t round)
{
	return 5 + 5 * (round - 1) / (choice->setting->rounds - 3);
}

/* The last two rounds drop nothing, and only settle the costs. */
static bool narrow(struct choice *choice, struct trie *trie,
	struct vocabulary *vocabulary, struct failure *err)
{
	const uint32_t rounds = choice->setting->rounds;

	guess_uses(choice);
	estimate_costs(choice);
	for (uint32_t round = 1; round < rounds; round++) {
		if (!parse_round(choice, trie, err) ||
			!update_costs(choice, round, vocabulary, err)) {
			return false;
		}
		if (round + 1 < rounds) {
			prune(choice, trie, tenths_to_earn(choice, round));
		}
	}
	if (!parse_round(choice, trie, err)) {
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

	choice.uses = array_new(set->count, sizeof(*choice.uses), err);
	choice.costs = array_new(set->count, sizeof(*choice.costs), err);
	choice.parts = array_new(set->count, sizeof(*choice.parts), err);
	done = choice.uses != NULL && choice.costs != NULL &&
	       choice.parts != NULL && narrow(&choice, &trie, vocabulary, err);
	trie_free(&trie);
	free(choice.uses);
	free(choice.costs);
	free(choice.parts);
	return done;
}
