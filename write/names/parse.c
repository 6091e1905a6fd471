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
#include "numbers.h"

#define UNREACHED UINT32_MAX
#define NEAR      8 /* bytes ahead that are looked at for a better place */

/*
 * The next name can only repeat whole tokens. A token that runs across the end
 * of what the two names share costs it, by the byte before that end.
 */
#define CROSSING_BYTE (5 * COST_BIT / 2)
#define CROSSING_MAX  (12 * COST_BIT)

/* The best way to each byte of the name in hand. */
struct arrival {
	uint32_t cost;
	uint16_t phrase; /* that ends here, or NO_PHRASE: a repetition */
	uint8_t repeat;  /* how many tokens that repeats */
};

struct parser {
	const struct phrase_set *set;
	const struct trie *trie;
	struct parse *parse;
	struct arrival *arrivals;
	/* The first tokens of the name before. */
	uint16_t leading[KSYM_SHARED_MAX];
	uint32_t leading_count;
};

/* Whether a place near ahead is reached at no greater cost. */
static bool is_dominated(
	const struct arrival *arrivals, uint32_t at, uint32_t end)
{
	const uint32_t last = end - at < NEAR ? end : at + NEAR;

	for (uint32_t i = at + 1; i <= last; i++) {
		if (arrivals[i].cost <= arrivals[at].cost) {
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
	const uint32_t reached = parser->arrivals[at].cost;
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
		cost = reached + node->cost + (i > shared ? crossing : 0);
		if (cost < parser->arrivals[i].cost) {
			parser->arrivals[i].cost = cost;
			parser->arrivals[i].phrase = (uint16_t)node->phrase;
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
		parser->arrivals[at] = (struct arrival){ .cost = 0,
			.phrase = NO_PHRASE,
			.repeat = (uint8_t)(i + 1) };
	}
	return at;
}

/* Finds the best way to each byte of NAME; BEFORE may be NULL. */
static void find_way(const struct parser *parser, const struct name *name,
	const struct name *before, uint32_t shared)
{
	struct arrival *arrivals = parser->arrivals;
	uint32_t repeated = 0;

	for (uint32_t i = 0; i <= name->length; i++) {
		arrivals[i].cost = UNREACHED;
	}
	arrivals[0].cost = 0;
	if (before != NULL) {
		repeated = start_from_repeats(parser, name, before);
	}
	for (uint32_t at = 0; at < name->length; at++) {
		if (arrivals[at].cost != UNREACHED && at >= repeated &&
			!is_dominated(arrivals, at, name->length)) {
			extend(parser, name, at, shared);
		}
	}
}

static bool reserve_tokens(
	struct parse *parse, size_t count, struct failure *err)
{
	uint16_t *tokens = array_grow(
		parse->tokens, &parse->capacity, count, sizeof(*tokens), err);

	if (tokens == NULL) {
		return false;
	}
	parse->tokens = tokens;
	return true;
}

/* How many tokens lead to LENGTH, behind those that are repeated. */
static uint32_t count_way(
	const struct parser *parser, uint32_t length, uint8_t *repeatp)
{
	const struct arrival *arrivals = parser->arrivals;
	uint32_t count = 0, at = length;

	assert(arrivals[at].cost != UNREACHED);
	while (at > 0 && arrivals[at].phrase != NO_PHRASE) {
		at -= parser->set->phrases[arrivals[at].phrase].length;
		count++;
	}
	*repeatp = at > 0 ? arrivals[at].repeat : 0;
	return count;
}

/* Keeps the first tokens of name number I for the next name. */
static void keep_leading(struct parser *parser, uint32_t i)
{
	const struct parse *parse = parser->parse;

	parser->leading_count = parse->repeat[i];
	for (size_t k = parse->first[i];
		k < parse->first[i + 1] &&
		parser->leading_count < KSYM_SHARED_MAX;
		k++) {
		parser->leading[parser->leading_count++] = parse->tokens[k];
	}
}

/* Writes the tokens of the way that was found, as name number I. */
static bool take_way(
	struct parser *parser, uint32_t i, uint32_t length, struct failure *err)
{
	struct parse *parse = parser->parse;
	uint32_t count = count_way(parser, length, &parse->repeat[i]);
	const size_t end = parse->first[i] + count;
	uint16_t *tokens;

	parse->first[i + 1] = end;
	if (!reserve_tokens(parse, end + 1, err)) {
		return false;
	}
	tokens = parse->tokens + end;
	for (uint32_t at = length; count > 0; count--) {
		*--tokens = parser->arrivals[at].phrase;
		at -= parser->set->phrases[*tokens].length;
	}
	keep_leading(parser, i);
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
	const struct phrase_set *set, const struct trie *trie,
	struct failure *err)
{
	struct parser parser = { .set = set, .trie = trie, .parse = parse };
	bool done = parse_init(parse, names, err);

	parser.arrivals = array_new(
		(size_t)names->longest + 1, sizeof(*parser.arrivals), err);
	done = done && parser.arrivals != NULL;
	for (uint32_t i = 0; done && i < names->count; i++) {
		const struct name *name = &names->items[i];

		find_way(&parser, name, i % KSYM_BLOCK > 0 ? name - 1 : NULL,
			shared_with_next(names, i));
		done = take_way(&parser, i, name->length, err);
	}
	free(parser.arrivals);
	return done;
}

uint32_t parse_phrase(
	const struct phrase_set *set, const struct trie *trie, uint32_t phrase)
{
	const struct phrase *entry = &set->phrases[phrase];
	const unsigned char *bytes = set->bytes.data + entry->at;
	uint32_t costs[KSYM_PHRASE_MAX + 1];

	memset(costs, 0xff, sizeof(costs));
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
				node->phrase != phrase &&
				costs[at] + node->cost < costs[i]) {
				costs[i] = costs[at] + node->cost;
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
