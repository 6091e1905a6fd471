/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The stages of the encoder, in the order in which ksym_write.c calls
 * them. What a stage makes, its _free function releases; that also holds after
 * an error, and for a struct that is all zeros.
 */
#ifndef KSYM_WRITE_STAGES_H
#define KSYM_WRITE_STAGES_H

#include <ksym_format.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "array.h"
#include "bits.h"
#include "bytes.h"
#include "check.h"
#include "numbers.h"
#include "team.h"

/* Stage 1: the names. */

struct name {
	const unsigned char *bytes;
	uint32_t length;
};

struct names {
	struct name *items;
	uint32_t count;
	uint64_t total; /* bytes of them all */
	uint32_t longest;
};

bool names_collect(
	const struct input *list, struct names *names, struct failure *err);
void names_free(struct names *names);

/* Of a list larger than WHOLE some blocks of names are learnt from, SAMPLE bytes
 * or fewer. */
#define WHOLE  (24u << 20)
#define SAMPLE (6u << 20)

static inline uint32_t names_stride(const struct names *names)
{
	const uint64_t total = names->total + names->count;

	return total < WHOLE ? 1 : (uint32_t)(total / SAMPLE) + 1;
}

/* Stage 2: phrases that might make up the names. */

/* How freely phrases are made and kept. Costs are in bits. */
struct setting {
	uint32_t count_min;  /* a pair that occurs less often is not made */
	uint32_t entry_cost; /* of a phrase, with a little text */
	uint32_t byte_cost;  /* of a byte of text of its own */
	uint32_t thrift;     /* multiplies the costs */
	uint32_t rounds;     /* of parsing, at least 4 */
	uint32_t pairs;      /* that are made at most */
	uint32_t again;      /* times that tokens are paired, */
	uint32_t more;       /* to make so many pairs at most */
	bool split;          /* names' last tokens are numbered apart */
};

#define PHRASE_MAX 255
#define BYTES      256 /* the first phrases are the single bytes */

/*
 * The last token of a name and those before it are numbered apart, as other
 * phrases are frequent there.
 */
enum place {
	WITHIN,
	LAST,
	PLACES
};

struct phrase {
	uint32_t at;           /* its first byte in phrase_set.bytes */
	uint32_t uses[PLACES]; /* where nothing longer was made of it: a guess */
	uint16_t left, right;  /* the two phrases that it was made of */
	uint16_t length;       /* 1 to PHRASE_MAX */
	bool live[PLACES];     /* names may use it there */
};

static inline bool phrase_is_live(const struct phrase *phrase)
{
	return phrase->live[WITHIN] || phrase->live[LAST];
}

struct phrase_set {
	struct phrase *phrases;
	uint32_t count, capacity;
	uint32_t proposed; /* of count; the others are ends of long names */
	struct bytes bytes;
};

/* Makes a phrase of every byte, and of what often stands side by side. */
bool phrases_propose(const struct names *names, const struct setting *setting,
	struct phrase_set *set, struct failure *err);
/* Adds what often stands side by side among the tokens of PARSE, of all names. */
struct parse;
bool phrases_extend(const struct names *names, const struct setting *setting,
	const struct parse *parse, struct phrase_set *set, struct failure *err);
void phrases_free(struct phrase_set *set);

/* How many phrases the ends of long names can take. */
uint32_t long_names_count(const struct names *names);
/* Makes tokens that are too many for NAME, *COUNTP of them, as few as may be. */
bool long_names_cut(struct phrase_set *set, const struct name *name,
	uint16_t *tokens, uint32_t *countp, struct failure *err);

/* Stage 3: names as runs of phrases. */

#define NO_PHRASE 0xffffu

/* A node of the trie, with the edge that leads to it. */
struct trie_node {
	uint32_t sibling;       /* the next node of the same parent; 0: none */
	uint32_t costs[PLACES]; /* NEVER where it is not live */
	uint16_t phrase;        /* that ends here, or NO_PHRASE */
	uint8_t byte;
	bool inner; /* the next node is its first child */
};

#define NEVER 0x3fffffffu

/*
 * The live phrases, to be walked byte by byte. Nodes are in the order of their
 * strings, so that most steps lead to the next one. The root is number 0.
 */
struct trie {
	struct trie_node *nodes;
	size_t capacity;
	uint32_t count;
	uint32_t roots[BYTES]; /* by first byte: its node; 0: none */
	uint16_t *order;       /* phrases by their bytes */
	uint32_t sorted;       /* how many those are */
};

/*
 * COSTS, by phrase, may be NULL. TRIE may hold what was made of the same phrases
 * when others of them were live.
 */
bool trie_build(struct trie *trie, const struct phrase_set *set,
	uint32_t (*costs)[PLACES], struct failure *err);
void trie_free(struct trie *trie);

/* The node that BYTE leads to from node NUMBER; 0: none. */
static inline uint32_t trie_step(
	const struct trie *trie, uint32_t number, unsigned char byte)
{
	if (number == 0) {
		return trie->roots[byte];
	}
	if (!trie->nodes[number].inner) {
		return 0;
	}
	number++;
	while (number != 0 && trie->nodes[number].byte != byte) {
		number = trie->nodes[number].sibling;
	}
	return number;
}

/* Names that are parsed in one piece: whole blocks, as those share tokens. */
#define RUN_NAMES 2048u

struct run {
	uint16_t *tokens; /* phrases, all names' in turn */
	size_t capacity;
	bool uncut; /* a name has too many tokens: the last that was parsed */
};

/* The names as tokens. */
struct parse {
	struct team *team; /* whose threads parse */
	bool split;        /* last tokens are numbered apart */

	struct run *runs;
	uint32_t count;  /* of runs */
	uint32_t *first; /* by name: its first token, in its run */
	uint16_t *own;   /* by name: tokens of its own */
	uint8_t *repeat; /* by name: tokens that it takes from the name before */
};

/* The own tokens of name I. */
static inline const uint16_t *parse_tokens(
	const struct parse *parse, size_t i)
{
	return parse->runs[i / RUN_NAMES].tokens + parse->first[i];
}

/* Where own token K of name I stands. */
static inline enum place token_place(
	const struct parse *parse, size_t i, uint32_t k)
{
	return parse->split && k + 1u == parse->own[i] ? LAST : WITHIN;
}

/*
 * Parses names at least cost, a sample of them or, if it is the FINAL parse,
 * all. PARSE has the team and how tokens are shared and numbered, and may hold
 * an older parse. In the final one no name has too many tokens, and phrases may
 * be added for that.
 */
bool parse_names(struct parse *parse, const struct names *names,
	struct phrase_set *set, const struct trie *trie, bool final,
	struct failure *err);
/* What the bytes of PHRASE cost in that place if it is not used there. */
uint32_t parse_phrase(const struct phrase_set *set, const struct trie *trie,
	uint32_t phrase, enum place place);
void parse_free(struct parse *parse);

/* Phrases by falling use, in one place of names. */
struct numbering {
	uint16_t *phrases; /* by number */
	uint16_t *numbers; /* by phrase; only for those that are used */
	uint32_t count;
};

/*
 * Class c of a numbering has the 1 << (width + c) phrases behind those of the
 * classes below it.
 */
struct vocabulary {
	struct numbering of[PLACES];
	uint8_t width;
};

/* Narrows SET to the phrases that pay, and parses the names with them. */
bool vocabulary_choose(const struct names *names, const struct setting *setting,
	struct phrase_set *set, struct parse *parse,
	struct vocabulary *vocabulary, struct failure *err);
/* Sorts the phrases by their use in PARSE. */
bool vocabulary_rank(struct vocabulary *vocabulary, uint32_t (*uses)[PLACES],
	uint32_t phrase_count, struct failure *err);
static inline unsigned vocabulary_class(
	const struct vocabulary *vocabulary, uint32_t number)
{
	return number_width((number >> vocabulary->width) + 1) - 1;
}
void vocabulary_free(struct vocabulary *vocabulary);

/* Stage 4: one text that holds every phrase. */

struct phrase_text {
	struct bytes bytes;
	uint32_t *at; /* by phrase */
};

bool text_build(const struct phrase_set *set, struct phrase_text *text,
	struct failure *err);
void text_free(struct phrase_text *text);

/* Stages 2 to 4 together, with the setting that gives the smallest result. */
struct dictionary {
	struct phrase_set set;
	struct parse parse;
	struct vocabulary vocabulary;
	struct phrase_text text;
};

bool dictionary_choose(const struct names *names, struct team *team,
	struct dictionary *dictionary, struct failure *err);
void dictionary_free(struct dictionary *dictionary);

/* Stage 5: where a symbol owns addresses again that nested ones interrupted. */

struct resume {
	uint64_t addr;
	uint32_t distance; /* set by the next stage */
	uint32_t symbol;
};

struct resumes {
	struct resume *items;
	uint32_t count;
};

bool resumes_find(
	const struct input *list, struct resumes *resumes, struct failure *err);
void resumes_free(struct resumes *resumes);

/* Stage 6: addresses as distances. */

struct region {
	uint64_t addr;
	uint32_t distance;
};

struct regions {
	struct region *items;
	uint32_t count;
	uint32_t *distances; /* by symbol */
};

bool regions_lay(const struct input *list, struct resumes *resumes,
	struct regions *regions, struct failure *err);
void regions_free(struct regions *regions);
/* The least shift by which starts fit into a superblock's record; above
 * KSYM_START_SHIFT_MAX if none does. */
uint8_t superblock_shift(const uint32_t *distances, size_t first, size_t end);

/* Stage 7: addresses, sizes, types and flags. */

/* Symbols of one kind, with one gap to the next symbol and one size. */
struct step {
	uint64_t size;
	uint32_t gap;
	uint32_t weight; /* how many symbols */
	uint8_t kind;    /* as shape_kind says */
	bool last;       /* of a block: the gap does not count */
	uint8_t cost;    /* bits of x and y with the best shape so far */
};

/* Sorted by kind, whether last, gap and size. */
struct steps {
	struct step *items;
	uint32_t count;
	uint32_t weight;
	uint32_t *of; /* by symbol: its step */
};

struct shape {
	uint8_t kind; /* type, flags, whether the size is stated */
	uint8_t x_width, y_width;
	uint8_t shift;
	uint16_t gap_base, size_base;
};

/* Whether the kind is not the shape's, but said with each symbol. */
static inline bool shape_is_any(const struct shape *shape)
{
	return (shape->kind & KSYM_SHAPE_TYPE) == KSYM_SHAPE_ANY;
}

/* The bits that a symbol of the shape takes. */
static inline uint32_t shape_cost(const struct shape *shape)
{
	return shape->x_width + shape->y_width +
	       (shape_is_any(shape) ? KSYM_SHAPE_ANY_BITS : 0u);
}

/* The shapes that pages are made of; number 0 fits every step. */
#define POOL 256

struct shape_set {
	struct shape shapes[POOL];
	uint32_t count;
};

/* What a shape does not say of its symbol. */
struct extras {
	uint64_t x, y;
};

bool steps_collect(const struct input *list, const uint32_t *distances,
	struct steps *steps, struct failure *err);
void steps_free(struct steps *steps);

/* The type and flags of SYMBOL. */
uint8_t shape_kind(const struct ksym_write_symbol *symbol);
/* The narrowest shape of a kind for all of the steps from FIRST to END. */
struct shape shape_for_all(
	const struct steps *steps, uint32_t first, uint32_t end);
bool shapes_choose(
	struct steps *steps, struct shape_set *set, struct failure *err);

struct page {
	struct shape shapes[KSYM_PAGE];
	uint32_t count;
};

struct pages {
	struct page *items;
	uint32_t count;
	uint8_t *of; /* by block: its page */
};

bool pages_choose(const struct input *list, struct pages *pages,
	struct steps *steps, struct failure *err);
/* The number in PAGE of the cheapest shape for STEP; -1: none. */
int page_best(const struct page *page, const struct step *step,
	struct extras *extras);
void pages_free(struct pages *pages);

/* Stage 8: the blocks. */

struct superblock {
	uint32_t distance;
	int64_t place;       /* from where the stream begins */
	uint8_t start_shift;
	uint8_t slope_shift;
	uint16_t slope;
	uint16_t starts[KSYM_BLOCKS - 1];
	uint8_t anchors[KSYM_BLOCKS];
};

struct blocks {
	struct bytes stream;
	struct superblock *items;
	uint32_t count;
	/* Bytes from the stream's beginning on that readers take for blocks. */
	size_t reach;
};

bool blocks_write(const struct input *list, const uint32_t *distances,
	const struct steps *steps, const struct pages *pages,
	const struct dictionary *dictionary, struct blocks *blocks,
	struct failure *err);
void blocks_free(struct blocks *blocks);

/* Stage 9: from a name to a symbol. Appends to OUT. */
bool index_write(
	const struct names *names, struct bytes *out, struct failure *err);

/* Stage 10: all of it. */

struct parts {
	const struct input *list;
	const struct ksym_write_options *options;
	struct names names;
	struct dictionary dictionary;
	struct resumes resumes;
	struct regions regions;
	struct steps steps;
	struct pages pages;
	struct blocks blocks;
	struct bytes index;
};

bool table_write(
	const struct parts *parts, struct bytes *out, struct failure *err);

#endif
