/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The stages of the compact encoder, in the order in which compact.c calls
 * them. What a stage makes, its _free function releases; that also holds after
 * an error, and for a struct that is all zeros.
 */
#ifndef KSYM_TOOL_COMPACT_STAGES_H
#define KSYM_TOOL_COMPACT_STAGES_H

#include <ksym_format.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bytes.h"

/* The symbols as the caller gives them. */
struct input {
	const struct ksym_write_symbol *symbols;
	size_t count;
};

/* Costs are counted in 1/256 of a bit, in integers: every host agrees. */
#define COMPACT_BIT 256u

/* Zeroed memory for COUNT items, at least one; NULL and an error if none is
 * left. */
void *compact_alloc(size_t count, size_t size, struct failure *err);

/* log2(VALUE) in 1/256; VALUE > 0. */
uint32_t compact_log2(uint32_t value);

/* The bits that it takes to write VALUE. */
unsigned compact_width(uint64_t value);

/* Bits, lowest first, at the end of a buffer. */
struct bit_writer {
	struct bytes *out;
	uint64_t bits;
	unsigned count; /* of bits not yet in the buffer, below 8 between calls */
};

/* Writes the low WIDTH bits of VALUE, up to 64. */
bool bits_write(struct bit_writer *writer, uint64_t value, unsigned width,
	struct failure *err);
/* Fills the last byte with zeros. */
bool bits_align(struct bit_writer *writer, struct failure *err);

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

/* Stage 2: phrases that might make up the names. */

/* How freely phrases are made and kept. Costs are in bits. */
struct setting {
	uint32_t count_min;  /* a pair that occurs less often is not made */
	uint32_t entry_cost; /* of a phrase, with a little text */
	uint32_t byte_cost;  /* of a byte of text of its own */
	uint32_t thrift;     /* multiplies the costs */
	uint32_t rounds;     /* of parsing, at least 4 */
};

#define COMPACT_BYTES 256 /* the first phrases are the single bytes */

struct phrase {
	uint32_t at;          /* its first byte in phrase_set.bytes */
	uint32_t uses;        /* where nothing longer was made of it: a guess */
	uint16_t left, right; /* the two phrases that it was made of */
	uint8_t length;       /* 1 to KSYM_PHRASE_MAX */
	bool live;            /* names may use it */
};

struct phrase_set {
	struct phrase *phrases;
	uint32_t count;
	struct bytes bytes;
};

/* Makes a phrase of every byte, and of what often stands side by side. */
bool phrases_propose(const struct names *names, const struct setting *setting,
	struct phrase_set *set, struct failure *err);
void phrases_free(struct phrase_set *set);

/* Stage 3: names as runs of phrases. */

#define COMPACT_NO_PHRASE 0xffffu

/* A node of the trie, with the edge that leads to it. */
struct trie_node {
	uint32_t key; /* parent << 8 | byte; 0: free */
	uint32_t number;
	uint32_t phrase; /* that ends here, or COMPACT_NO_PHRASE */
	uint32_t cost;
};

/* The live phrases, to be walked byte by byte. The root is number 0. */
struct trie {
	struct trie_node *nodes; /* a hash table by key */
	uint32_t mask;
	uint32_t count; /* numbers given */
};

/* COSTS, one a phrase, may be NULL. */
bool trie_build(struct trie *trie, const struct phrase_set *set,
	const uint32_t *costs, struct failure *err);
void trie_free(struct trie *trie);

static inline uint32_t trie_slot(const struct trie *trie, uint32_t key)
{
	const uint32_t hash = key * 0x9e3779b1u;

	return (hash ^ hash >> 15) & trie->mask;
}

/* The node that BYTE leads to from node NUMBER; its key is 0 if there is none. */
static inline struct trie_node *trie_step(
	const struct trie *trie, uint32_t number, unsigned char byte)
{
	const uint32_t key = number << 8 | byte;
	uint32_t slot = trie_slot(trie, key);

	while (trie->nodes[slot].key != key && trie->nodes[slot].key != 0) {
		slot = (slot + 1) & trie->mask;
	}
	return &trie->nodes[slot];
}

/* The names as tokens. */
struct parse {
	uint16_t *tokens; /* phrases, all names' in turn */
	size_t capacity;
	size_t *first;   /* by name: its first token; one more at the end */
	uint8_t *repeat; /* by name: tokens that it takes from the name before */
};

/* Parses all names at least cost. PARSE may hold an older parse. */
bool parse_names(struct parse *parse, const struct names *names,
	const struct phrase_set *set, const struct trie *trie,
	struct failure *err);
/* What the bytes of PHRASE cost if it is not used itself. */
uint32_t parse_phrase(
	const struct phrase_set *set, const struct trie *trie, uint32_t phrase);
void parse_free(struct parse *parse);

/* The phrases that stay, by falling use, and the widths of their numbers. */
struct vocabulary {
	uint16_t *phrases; /* by number */
	uint16_t *numbers; /* by phrase; only for those that are used */
	uint32_t count;
	uint8_t widths[KSYM_CLASSES];
	uint32_t first[KSYM_CLASSES + 1]; /* numbers of the classes */
};

/* Narrows SET to the phrases that pay, and parses the names with them. */
bool vocabulary_choose(const struct names *names, const struct setting *setting,
	struct phrase_set *set, struct parse *parse,
	struct vocabulary *vocabulary, struct failure *err);
/* Sorts the phrases by their use in PARSE. */
bool vocabulary_rank(struct vocabulary *vocabulary, const uint32_t *uses,
	uint32_t phrase_count, struct failure *err);
unsigned vocabulary_class(const struct vocabulary *vocabulary, uint32_t number);
void vocabulary_free(struct vocabulary *vocabulary);

/* Stage 4: one text that holds every phrase. */

struct phrase_text {
	struct bytes bytes;
	uint32_t *at; /* by number */
};

bool text_build(const struct phrase_set *set,
	const struct vocabulary *vocabulary, struct phrase_text *text,
	struct failure *err);
void text_free(struct phrase_text *text);

/* Stages 2 to 4 together, with the setting that gives the smallest result. */
struct dictionary {
	struct phrase_set set;
	struct parse parse;
	struct vocabulary vocabulary;
	struct phrase_text text;
};

bool dictionary_choose(const struct names *names, struct dictionary *dictionary,
	struct failure *err);
void dictionary_free(struct dictionary *dictionary);

/* Stage 5: addresses, sizes, types and flags. */

#define COMPACT_SHAPES 256

struct shape {
	uint8_t kind; /* the first byte: type, flags, whether size is stated */
	uint8_t x_width, y_width;
	uint8_t shift;
	uint16_t gap_base, size_base;
};

struct shape_set {
	struct shape shapes[COMPACT_SHAPES];
	uint32_t count;
};

/* Whether SHAPE can say GAP and SIZE, and by which x and y. */
bool shape_fits(const struct shape *shape, uint64_t gap, uint64_t size,
	uint64_t *xp, uint64_t *yp);
/* The cheapest shape for a symbol; -1: none. */
int shape_best(
	const struct shape_set *set, uint8_t kind, uint64_t gap, uint64_t size);
/* The distance from symbol I to the next; for the last, its size. */
uint64_t shape_gap(const struct input *list, size_t i);
/* The shape's first byte for SYMBOL, but for KSYM_SHAPE_STATED. */
uint8_t shape_kind(const struct ksym_write_symbol *symbol);
bool shapes_choose(
	const struct input *list, struct shape_set *set, struct failure *err);

/* Stage 6: where a symbol owns addresses again that nested ones interrupted. */

struct resume {
	uint64_t distance;
	uint32_t symbol;
};

struct resumes {
	struct resume *items;
	uint32_t count;
};

bool resumes_find(
	const struct input *list, struct resumes *resumes, struct failure *err);
void resumes_free(struct resumes *resumes);

/* Stage 7: the blocks. */

struct block_record {
	uint64_t distance;
	uint32_t at; /* in the stream */
};

struct blocks {
	struct bytes stream;
	struct block_record *records; /* one more than count: the stream's end */
	uint32_t count;
};

bool blocks_write(const struct input *list, const struct shape_set *shapes,
	const struct dictionary *dictionary, struct blocks *blocks,
	struct failure *err);
void blocks_free(struct blocks *blocks);

/* Stage 8: from a name to a symbol. Appends to OUT. */
bool index_write(
	const struct names *names, struct bytes *out, struct failure *err);

/* Stage 9: all of it. */

struct parts {
	const struct input *list;
	const struct ksym_write_options *options;
	struct names names;
	struct dictionary dictionary;
	struct shape_set shapes;
	struct resumes resumes;
	struct blocks blocks;
};

bool table_write(
	const struct parts *parts, struct bytes *out, struct failure *err);

#endif
