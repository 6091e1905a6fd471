/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Parses names into tokens at least cost, by one walk forward over each: from
 * every byte that is worth starting at, every phrase that matches is tried. A
 * name may begin with tokens of the name before, so their ends are places to
 * start from too.
 */
#include "names/parse.h"

#include <assert.h>
#include <ksym_format.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "names/long_names.h"
#include "numbers.h"

#define UNREACHED UINT32_MAX
#define NEAR      8 /* bytes ahead that are looked at for a better place */

/*
 * The next name can only repeat whole tokens. A token that runs across the end
 * of what the two names share costs it, by the byte before that end.
 */
#define CROSSING_BYTE (3 * COST_BIT / 2)
#define CROSSING_MAX  (12 * COST_BIT)

/* How the best way to a byte of the name in hand comes there. */
struct arrival {
	uint16_t phrase; /* that ends here, or NO_PHRASE: a repetition */
	uint8_t repeat;  /* how many tokens that repeats */
};

/* What all runs have in common. */
struct work {
	const struct names *names;
	struct phrase_set *set;
	const struct trie *trie;
	struct parse *parse;
	bool final;
	bool adds; /* phrases may be added: one run at a time */
};

struct parser {
	const struct work *work;
	struct run *run;
	size_t count; /* of its tokens so far */
	/* By byte, of the best way there, or UNREACHED; NEAR more of these. */
	uint32_t *costs;
	struct arrival *arrivals; /* by byte that is reached */
	/* The first tokens of the name before. */
	uint16_t leading[KSYM_SHARED_MAX];
	uint32_t leading_count;
};

/* Whether a place near ahead is reached at no greater cost. */
static bool is_dominated(const uint32_t *costs, uint32_t at)
{
	for (uint32_t i = at + 1; i <= at + NEAR; i++) {
		if (costs[i] <= costs[at]) {
			return true;
		}
	}
	return false;
}

/* A phrase leads to byte I at that cost. */
static inline void reach(
	const struct parser *parser, uint32_t i, uint32_t cost, uint16_t phrase)
{
	if (phrase != NO_PHRASE && cost < parser->costs[i]) {
		parser->costs[i] = cost;
		parser->arrivals[i].phrase = phrase;
	}
}

/* What it costs that a token from AT on crosses the end of what is shared. */
static uint32_t crossing_cost(uint32_t at, uint32_t shared)
{
	const uint32_t cost = at < shared ? (shared - at) * CROSSING_BYTE : 0;

	return cost < CROSSING_MAX ? cost : CROSSING_MAX;
}

/* Tries the phrases that begin at AT. SHARED: bytes that the next name shares. */
static void extend(const struct parser *parser, const struct name *name,
	uint32_t at, uint32_t shared)
{
	const struct trie *trie = parser->work->trie;
	const enum place place = parser->work->parse->split ? LAST : WITHIN;
	const uint32_t end = name->length, reached = parser->costs[at];
	const uint32_t across = reached + crossing_cost(at, shared);
	uint32_t number = trie_start(name->bytes[at]);

	for (uint32_t i = at + 1; number != 0 && i < end; i++) {
		const struct trie_node *node = &trie->nodes[number];

		reach(parser, i,
			(i > shared ? across : reached) + node->costs[WITHIN],
			node->phrase);
		number = trie_step(trie, number, name->bytes[i]);
	}
	/* The root ends no phrase. */
	reach(parser, end,
		(end > shared ? across : reached) +
			trie->nodes[number].costs[place],
		trie->nodes[number].phrase);
}

/*
 * Marks the places that repeating tokens of the name before leads to. Returns
 * the last one, or 0.
 */
static uint32_t start_from_repeats(const struct parser *parser,
	const struct name *name, const struct name *before)
{
	uint32_t at = 0;

	for (uint32_t i = 0; i < parser->leading_count; i++) {
		const struct phrase *phrase =
			&parser->work->set->phrases[parser->leading[i]];

		if (phrase->length > name->length - at ||
			memcmp(name->bytes + at, before->bytes + at,
				phrase->length) != 0) {
			return at;
		}
		at += phrase->length;
		parser->costs[at] = 0;
		parser->arrivals[at] = (struct arrival){ .phrase = NO_PHRASE,
			.repeat = (uint8_t)(i + 1) };
	}
	return at;
}

/* Finds the best way through NAME; BEFORE may be NULL. */
static void find_way(const struct parser *parser, const struct name *name,
	const struct name *before, uint32_t shared)
{
	uint32_t *costs = parser->costs;
	uint32_t repeated = 0;

	memset(costs, 0xff, (name->length + (size_t)1 + NEAR) * sizeof(*costs));
	costs[0] = 0;
	if (before != NULL) {
		repeated = start_from_repeats(parser, name, before);
	}
	for (uint32_t at = repeated; at < name->length; at++) {
		if (costs[at] != UNREACHED && !is_dominated(costs, at)) {
			extend(parser, name, at, shared);
		}
	}
}

/* How many tokens the way that was found has; what it repeats is in *REPEATP. */
static uint32_t count_way(
	const struct parser *parser, const struct name *name, uint8_t *repeatp)
{
	const struct arrival *arrivals = parser->arrivals;
	uint32_t count = 0, at = name->length;

	assert(parser->costs[at] != UNREACHED);
	while (at > 0 && arrivals[at].phrase != NO_PHRASE) {
		at -= parser->work->set->phrases[arrivals[at].phrase].length;
		count++;
	}
	*repeatp = at > 0 ? arrivals[at].repeat : 0;
	return count;
}

static void write_way(const struct parser *parser, const struct name *name,
	uint16_t *tokens, uint32_t count)
{
	uint32_t at = name->length;

	while (count > 0) {
		tokens[--count] = parser->arrivals[at].phrase;
		at -= parser->work->set->phrases[tokens[count]].length;
	}
}

/* Notes what the next name may share of name I. */
static void keep_leading(struct parser *parser, uint32_t i)
{
	const struct parse *parse = parser->work->parse;
	const uint16_t *tokens = parse_tokens(parse, i);

	parser->leading_count = parse->repeat[i];
	/* A token that ends a name is no other name's within. */
	for (uint32_t k = 0; k + parse->split < parse->own[i] &&
			     parser->leading_count < KSYM_SHARED_MAX;
		k++) {
		parser->leading[parser->leading_count++] = tokens[k];
	}
}

/* Writes the tokens of the way that was found, as name number I. */
static bool take_way(struct parser *parser, uint32_t i, struct failure *err)
{
	const struct work *work = parser->work;
	const struct name *name = &work->names->items[i];
	struct parse *parse = work->parse;
	struct run *run = parser->run;
	uint32_t count = count_way(parser, name, &parse->repeat[i]);
	uint16_t *tokens = array_grow(run->tokens, &run->capacity,
		parser->count + count, sizeof(*tokens), err);

	if (tokens == NULL) {
		return false;
	}
	run->tokens = tokens;
	tokens += parser->count;
	write_way(parser, name, tokens, count);
	if (work->final && count > KSYM_TOKENS_MAX) {
		run->uncut = !work->adds;
		if (work->adds &&
			!long_names_cut(work->set, name, tokens, &count, err)) {
			return false;
		}
	}
	parse->first[i] = (uint32_t)parser->count;
	parse->own[i] = (uint16_t)count;
	parser->count += count;
	keep_leading(parser, i);
	return true;
}

/* Parses the names of run number I. */
static bool parse_run(void *context, uint32_t number, struct failure *err)
{
	const struct work *work = context;
	const struct names *names = work->names;
	struct parse *parse = work->parse;
	struct parser parser = { .work = work, .run = &parse->runs[number] };
	const uint32_t stride = work->final ? 1 : names_stride(names);
	const uint32_t first = number * RUN_NAMES;
	const uint32_t end = names->count - first < RUN_NAMES
				     ? names->count
				     : first + RUN_NAMES;
	bool done;

	parser.run->uncut = false;
	parser.costs = array_new(
		(size_t)names->longest + 1 + NEAR, sizeof(*parser.costs), err);
	parser.arrivals = array_new(
		(size_t)names->longest + 1, sizeof(*parser.arrivals), err);
	done = parser.costs != NULL && parser.arrivals != NULL;
	for (uint32_t i = first; done && i < end && !parser.run->uncut; i++) {
		const struct name *name = &names->items[i];

		if (i / KSYM_BLOCK % stride != 0) {
			parse->own[i] = parse->repeat[i] = 0;
			continue;
		}
		find_way(&parser, name, i % KSYM_BLOCK > 0 ? name - 1 : NULL,
			i + 1 < names->count ? name[1].shared : 0);
		done = take_way(&parser, i, err);
	}
	free(parser.costs);
	free(parser.arrivals);
	return done;
}

static bool parse_init(
	struct parse *parse, const struct names *names, struct failure *err)
{
	if (parse->runs != NULL) {
		return true;
	}
	parse->count = (names->count + RUN_NAMES - 1) / RUN_NAMES;
	parse->runs = array_new(parse->count, sizeof(*parse->runs), err);
	parse->first = array_new(names->count, sizeof(*parse->first), err);
	parse->own = array_new(names->count, sizeof(*parse->own), err);
	parse->repeat = array_new(names->count, 1, err);
	return parse->runs != NULL && parse->first != NULL &&
	       parse->own != NULL && parse->repeat != NULL;
}

bool parse_names(struct parse *parse, const struct names *names,
	struct phrase_set *set, const struct trie *trie, bool final,
	struct failure *err)
{
	struct work work = { .names = names,
		.set = set,
		.trie = trie,
		.parse = parse,
		.final = final };
	bool done =
		parse_init(parse, names, err) &&
		team_share(parse->team, parse_run, &work, parse->count, err);

	/* What adds phrases is done again, in order. */
	work.adds = true;
	for (uint32_t i = 0; done && i < parse->count; i++) {
		done = !parse->runs[i].uncut || parse_run(&work, i, err);
	}
	return done;
}

uint32_t parse_phrase(const struct phrase_set *set, const struct trie *trie,
	uint32_t phrase, enum place place)
{
	const struct phrase *entry = &set->phrases[phrase];
	const unsigned char *bytes = set->bytes.data + entry->at;
	uint32_t costs[PHRASE_MAX + 1];

	for (uint32_t i = 1; i <= entry->length; i++) {
		costs[i] = NEVER;
	}
	costs[0] = 0;
	for (uint32_t at = 0; at < entry->length; at++) {
		uint32_t number = trie_start(bytes[at]);

		for (uint32_t i = at + 1; number != 0; i++) {
			const struct trie_node *node = &trie->nodes[number];

			if (node->phrase != NO_PHRASE &&
				node->phrase != phrase) {
				const uint32_t cost =
					costs[at] +
					node->costs[i == entry->length ? place
								       : WITHIN];

				costs[i] = cost < costs[i] ? cost : costs[i];
			}
			number = i < entry->length
					 ? trie_step(trie, number, bytes[i])
					 : 0;
		}
	}
	return costs[entry->length];
}

void parse_free(struct parse *parse)
{
	for (uint32_t i = 0; parse->runs != NULL && i < parse->count; i++) {
		free(parse->runs[i].tokens);
	}
	free(parse->runs);
	free(parse->first);
	free(parse->own);
	free(parse->repeat);
	*parse = (struct parse){ 0 };
}
