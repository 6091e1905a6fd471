// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * walk_chains: compares ksym_walk with a model on all chains of a few frames.
 * Prints the number of checks. walk_chains PLACES: the number of places for
 * frames, 1 to 6.
 */
#include "walk_memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PLACES 6
#define BASE   UINT64_C(0x10000)
#define UNIT   UINT64_C(0x80)
#define CELLS  ((size_t)4 << PLACES)

/*
 * What the header says of a walk, cell by cell of half a UNIT. A range is a run
 * of cells that are free; the first and the last one go on for ever.
 */
struct model {
	bool is_used[CELLS];
	size_t last; /* the cell of the frame before; 0 if there was none */
	unsigned int stacks;
};

static bool is_mirrored;

/* The cell of a place. No two distances between places are equal. */
static size_t cell(size_t n)
{
	return is_mirrored ? CELLS - ((size_t)2 << n) : (size_t)2 << n;
}

static uint64_t place(size_t n)
{
	return BASE + UNIT / 2 * cell(n);
}

static bool is_free(const struct model *m, size_t from, size_t to)
{
	for (size_t i = from; i <= to; i++) {
		if (m->is_used[i]) {
			return false;
		}
	}
	return true;
}

/* Forgets the narrowest range if there are too many; not where the walk is. */
static void forget(struct model *m)
{
	size_t ranges = 0;
	size_t narrowest = 0;
	size_t width = CELLS;

	for (size_t from = 0, to = 0; from < CELLS; from = to + 1) {
		for (to = from; to < CELLS && !m->is_used[to]; to++) {
		}
		ranges += to > from;
		if (to > from && from != 0 && to != CELLS &&
			from != m->last + 1 && to - from < width) {
			narrowest = from;
			width = to - from;
		}
	}
	if (ranges > KSYM_WALK_STACKS) {
		memset(&m->is_used[narrowest], 1, width);
	}
}

/* What comes of a frame at a cell. */
static int enter(struct model *m, size_t at)
{
	if (m->is_used[at]) {
		return -KSYM_WALK_BAD_FRAME;
	}
	if (at < m->last || !is_free(m, m->last + 1, at)) {
		if (m->stacks == KSYM_WALK_STACKS) {
			return -KSYM_WALK_TOO_MANY_STACKS;
		}
		m->stacks++;
	}
	m->is_used[at] = true;
	m->last = at;
	forget(m);
	return 0;
}

/* Walks a chain from place first; nexts has places, or more for other words. */
static void follow(struct ksym_walk *w, const size_t *nexts, size_t first,
	const uint64_t *words, size_t places)
{
	const bool late = memory.system.layout.link_in_next;
	struct model m = { .stacks = 1 };
	size_t at = first;

	start(w, place(first));
	for (;;) {
		const int result = enter(&m, cell(at));
		const size_t next = nexts[at];

		if (result != 0) {
			ends(w, -result, place(at), 0);
			return;
		}
		if (late && words[next] == 0) {
			ends(w, KSYM_WALK_END, place(at), 0);
			return;
		}
		if (!late || (next < places && !m.is_used[cell(next)])) {
			yields_laid(w, place(at), words[next]);
		}
		if (words[next] == 0) {
			ends(w, KSYM_WALK_END, 0, 0);
			return;
		}
		if (next >= places || (late && m.is_used[cell(next)])) {
			ends(w, KSYM_WALK_BAD_FRAME, words[next], 0);
			return;
		}
		at = next;
	}
}

/* Each place leads to any place, to nothing, or to what is no frame. */
static void all_chains(size_t places)
{
	size_t nexts[PLACES] = { 0 };
	uint64_t words[PLACES + 2] = { 0 };
	struct ksym_walk w;
	size_t i = 0;

	for (i = 0; i < places; i++) {
		words[i] = place(i);
	}
	words[places + 1] = BASE + UNIT / 2;
	memory.count = 0;
	while (i > 0) {
		for (i = 0; i < places; i++) {
			lay(place(i), words[nexts[i]]);
		}
		for (i = 0; i < places; i++) {
			follow(&w, nexts, i, words, places);
		}
		/* Counts on, in digits of places + 2. */
		for (i = places; i > 0 && ++nexts[i - 1] == places + 2; i--) {
			nexts[i - 1] = 0;
		}
	}
}

int main(int argc, char **argv)
{
	const size_t places = argc == 2 ? strtoul(argv[1], NULL, 10) : 0;

	if (places < 1 || places > PLACES) {
		fprintf(stderr, "usage: walk_chains PLACES\n");
		return 2;
	}
	for (size_t i = 0; i < LAYOUTS; i++) {
		for (int k = 0; k < 2; k++) {
			is_mirrored = k == 1;
			set_layout(i);
			all_chains(places);
		}
	}
	printf("%lu checks\n", checks);
	return 0;
}
