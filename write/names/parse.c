/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Parses names into tokens at least cost, by one walk forward over each: from
 * every byte that is worth starting at, every phrase that matches is tried. A
 * name may begin with tokens of the name before, so their ends are places to
 * start from too.
 */
#include "stages.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define UNREACHED UINT32_MAX
#define NEAR      8 /* bytes ahead that are looked at for a better place */

/*
 * The next name can only repeat whole tokens. A token that runs across the end
 * of what the two names share costs it, by the byte before that end.
 */
#define CROSSING_BYTE (5 * COST_BIT / 2)
#define CROSSING_MAX  (12 * COST_BIT)

/* The best way to each byte of the name in hand. */
struct reached {
	uint32_t cost;
	uint16_t phrase; /* that ends here, or NO_PHRASE: a repetition */
	uint8_t repeat;  /* how many tokens that repeats */
};

/* Tokens that a name can share. */
static uint32_t shared_max(const struct parse *parse)
{
	return (1u << parse->shared_bits) - 1;
}

struct parser {
	struct phrase_set *set;
	bool final;
	const struct trie *trie;
	struct parse *parse;
	struct reached *places;
	/* The first tokens of the name before. */
	uint16_t leading[1u << KSYM_SHARED_BITS];
	uint32_t leading_count;
};

/* Whether a place near ahead is reached at no greater cost. */
static bool is_dominated(
	const struct reached *places, uint32_t at, uint32_t end)
{
	const uint32_t last = end - at < NEAR ? end : at + NEAR;

	for (uint32_t i = at + 1; i <= last; i++) {
		if (places[i].cost <= places[at].cost) {
			return true;
		}
	}
	return false;
}

/* Tries the phrases that begin at AT. SHARED: bytes that the next name shares. */
static void extend(const struct parser *parser, const struct name *name,
	uint32_t at, uint32_t shared)
{
	const struct trie *trie = parser->trie;
	const uint32_t reached = parser->places[at].cost;
	uint32_t crossing = 0, number = 0;

	if (at < shared) {
		crossing = (shared - at) * CROSSING_BYTE;
		crossing = crossing < CROSSING_MAX ? crossing : CROSSING_MAX;
	}
	for (uint32_t i = at; i < name->length;) {
		const struct trie_node *node =
			trie_step(trie, number, name->bytes[i++]);
		uint32_t cost;

		if (node->key == 0) {
			return;
		}
		number = node->number;
		if (node->phrase == NO_PHRASE) {
			continue;
		}
		cost = reached +
		       node->costs[parser->parse->split && i == name->length
					   ? LAST
					   : WITHIN] +
		       (i > shared ? crossing : 0);
		if (cost < parser->places[i].cost) {
			parser->places[i].cost = cost;
			parser->places[i].phrase = (uint16_t)node->phrase;
		}
	}
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
			&parser->set->phrases[parser->leading[i]];

		if (phrase->length > name->length - at ||
			memcmp(name->bytes + at, before->bytes + at,
				phrase->length) != 0) {
			return at;
		}
		at += phrase->length;
		parser->places[at] = (struct reached){ .cost = 0,
			.phrase = NO_PHRASE,
			.repeat = (uint8_t)(i + 1) };
	}
	return at;
}

/* Fills the places of NAME; BEFORE may be NULL. */
static void find_way(const struct parser *parser, const struct name *name,
	const struct name *before, uint32_t shared)
{
	struct reached *places = parser->places;
	uint32_t repeated = 0;

	for (uint32_t i = 0; i <= name->length; i++) {
		places[i].cost = UNREACHED;
	}
	places[0].cost = 0;
	if (before != NULL) {
		repeated = start_from_repeats(parser, name, before);
	}
	for (uint32_t at = 0; at < name->length; at++) {
		if (places[at].cost != UNREACHED && at >= repeated &&
			!is_dominated(places, at, name->length)) {
			extend(parser, name, at, shared);
		}
	}
}

static bool reserve_tokens(
	struct parse *parse, size_t count, struct failure *err)
{
	uint16_t *tokens = array_grow(parse->tokens, &parse->capacity, count,
		sizeof(*tokens), err);

	if (tokens != NULL) {
		parse->tokens = tokens;
	}
	return tokens != NULL;
}

/* Writes the tokens of the way that was found, as name number I. */
static bool take_way(struct parser *parser, uint32_t i, const struct name *name,
	struct failure *err)
{
	struct parse *parse = parser->parse;
	const struct reached *places = parser->places;
	const size_t first = parse->first[i];
	uint32_t count = 0, left, at = name->length;
	uint16_t *tokens;

	assert(places[at].cost != UNREACHED);
	while (at > 0 && places[at].phrase != NO_PHRASE) {
		at -= parser->set->phrases[places[at].phrase].length;
		count++;
	}
	parse->repeat[i] = at > 0 ? places[at].repeat : 0;
	if (!reserve_tokens(parse, first + count + 1, err)) {
		return false;
	}
	tokens = parse->tokens + first;
	at = name->length;
	for (left = count; left > 0;) {
		tokens[--left] = places[at].phrase;
		at -= parser->set->phrases[places[at].phrase].length;
	}
	if (parser->final && count > KSYM_TOKENS_MAX &&
		!long_names_cut(parser->set, name, tokens, &count, err)) {
		return false;
	}
	parse->first[i + 1] = first + count;
	parser->leading_count = parse->repeat[i];
	/* A token that ends a name is no other name's within. */
	for (size_t k = first; k + parse->split < parse->first[i + 1] &&
			       parser->leading_count < shared_max(parse);
		k++) {
		parser->leading[parser->leading_count++] = parse->tokens[k];
	}
	return true;
}

/* The bytes that names I and I + 1 begin with, if these are in one group. */
static uint32_t shared_with_next(const struct names *names, uint32_t i)
{
	const struct name *a = &names->items[i], *b = a + 1;
	uint32_t shared = 0;

	if (i + 1 == names->count || (i + 1) % KSYM_BLOCK == 0) {
		return 0;
	}
	while (shared < a->length && shared < b->length &&
		a->bytes[shared] == b->bytes[shared]) {
		shared++;
	}
	return shared;
}

static bool parse_init(
	struct parse *parse, const struct names *names, struct failure *err)
{
	if (parse->first == NULL) {
		parse->first = array_new(
			(size_t)names->count + 1, sizeof(*parse->first), err);
	}
	if (parse->repeat == NULL) {
		parse->repeat = array_new(names->count, 1, err);
	}
	return parse->first != NULL && parse->repeat != NULL;
}

bool parse_names(struct parse *parse, const struct names *names,
	struct phrase_set *set, const struct trie *trie, bool final,
	struct failure *err)
{
	struct parser parser = {
		.set = set, .final = final, .trie = trie, .parse = parse
	};
	const uint32_t stride = names_stride(names);
	bool done = parse_init(parse, names, err);

	parser.places = array_new(
		(size_t)names->longest + 1, sizeof(*parser.places), err);
	done = done && parser.places != NULL;
	for (uint32_t i = 0; done && i < names->count; i++) {
		const struct name *name = &names->items[i];

		if (!final && i / KSYM_BLOCK % stride != 0) {
			parse->first[i + 1] = parse->first[i];
			parse->repeat[i] = 0;
			continue;
		}
		find_way(&parser, name, i % KSYM_BLOCK > 0 ? name - 1 : NULL,
			shared_with_next(names, i));
		done = take_way(&parser, i, name, err);
	}
	free(parser.places);
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
		uint32_t number = 0;

		for (uint32_t i = at; i < entry->length;) {
			const struct trie_node *node =
				trie_step(trie, number, bytes[i++]);

			if (node->key == 0) {
				break;
			}
			number = node->number;
			if (node->phrase != NO_PHRASE &&
				node->phrase != phrase) {
				const uint32_t cost =
					costs[at] +
					node->costs[i == entry->length ? place
								       : WITHIN];

				costs[i] = cost < costs[i] ? cost : costs[i];
			}
		}
	}
	return costs[entry->length];
}

void parse_free(struct parse *parse)
{
	free(parse->tokens);
	free(parse->first);
	free(parse->repeat);
	*parse = (struct parse){ 0 };
}
