/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "ownership.h"

#include <ksym.h>
#include <ksym_format.h>
#include <stdlib.h>
#include <string.h>

#include "fill.h"

/*
 * A map does not tell where code ends. Functions longer than this are rare, so
 * a label that far from the next symbol is followed by a hole. Then it covers
 * the rest of its page, since memory is mapped by pages.
 */
enum {
	MAP_REACH = 0x10000,
	MAP_PAGE = 0x1000
};

/* From first to last, inclusive: last may be the greatest address. */
struct range {
	uint64_t first, last;
};

/* A section's symbols so far, in descending order. */
struct section_state {
	uint64_t here; /* the lowest address of them */
	uint64_t next; /* the lowest above it; 0: none */
	uint64_t size; /* what labels here cover */
	bool measured;
};

struct ownership {
	struct symbol_list *list;
	const struct sections *sections;
	struct fill fill;
	struct range *code; /* executable sections, ascending, disjoint */
	size_t code_count;
	struct section_state *states; /* by section index */
};

static uint64_t smaller(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/*
 * Cuts sizes that would reach past LAST, the greatest address, and those that
 * no table can state.
 */
static void clamp_sizes(struct symbol_list *list, uint64_t last)
{
	for (size_t i = 0; i < list->count; i++) {
		struct symbol *symbol = &list->symbols[i];

		if (symbol->size != 0) {
			symbol->size =
				smaller(symbol->size - 1, last - symbol->addr) +
				1;
			symbol->size =
				smaller(symbol->size, KSYM_SYMBOL_SIZE_MAX);
		}
	}
}

static int compare_ranges(const void *a, const void *b)
{
	const struct range *x = a, *y = b;

	return (x->first > y->first) - (x->first < y->first);
}

/* Merges ranges that overlap. */
static void merge_code(struct ownership *own)
{
	size_t kept = 0;

	if (own->code_count == 0) {
		return;
	}
	qsort(own->code, own->code_count, sizeof(*own->code), compare_ranges);
	for (size_t i = 1; i < own->code_count; i++) {
		const struct range *range = &own->code[i];

		if (range->first > own->code[kept].last) {
			own->code[++kept] = *range;
		} else if (range->last > own->code[kept].last) {
			own->code[kept].last = range->last;
		}
	}
	own->code_count = kept + 1;
}

static void collect_code(struct ownership *own)
{
	for (size_t i = 1; i < own->sections->count; i++) {
		const struct section_facts *facts = &own->sections->facts[i];

		if (facts->alloc && facts->code && facts->size > 0 &&
			facts->size - 1 <= UINT64_MAX - facts->addr) {
			own->code[own->code_count++] =
				(struct range){ facts->addr,
					facts->addr + (facts->size - 1) };
		}
	}
	merge_code(own);
}

static bool meets_code(const struct ownership *own, const struct symbol *symbol)
{
	const uint64_t last = symbol->addr + (symbol->size - 1);
	size_t low = 0, high = own->code_count;

	/* The first that does not end before the symbol. */
	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (own->code[middle].last < symbol->addr) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low < own->code_count && own->code[low].first <= last;
}

/* Where data shares addresses with code, code owns them. */
static void hide_data(struct ownership *own)
{
	for (size_t i = 0; i < own->list->count; i++) {
		struct symbol *symbol = &own->list->symbols[i];

		if (!symbol->code && symbol->size > 0 &&
			meets_code(own, symbol)) {
			symbol->size = 0;
		}
	}
}

/* By address; stated symbols before labels at the same address. */
static int compare_starts(const void *a, const void *b)
{
	const struct symbol *x = a, *y = b;

	if (x->addr != y->addr) {
		return x->addr < y->addr ? -1 : 1;
	}
	return (x->size < y->size) - (x->size > y->size);
}

/* A label owns nothing that a stated size covers: rule 4's "if none does". */
static void hide_labels(struct symbol_list *list)
{
	uint64_t reach = 0; /* the last byte of all before that have a size */
	bool any = false;

	for (size_t i = 0; i < list->count; i++) {
		struct symbol *symbol = &list->symbols[i];

		if (symbol_is_label(symbol)) {
			if (any && reach >= symbol->addr) {
				symbol->flags |= KSYM_INFERRED;
			}
		} else if (symbol->size > 0 &&
			   (symbol->flags & KSYM_INFERRED) == 0) {
			const uint64_t last = symbol->addr + (symbol->size - 1);

			reach = any && reach > last ? reach : last;
			any = true;
		}
	}
}

/* Bytes that LABEL covers. NEXT is its section's next symbol, or 0. */
static uint64_t label_size(const struct symbol *label, uint64_t next)
{
	const uint64_t distance =
		next != 0 ? next - label->addr : KSYM_SYMBOL_SIZE_MAX;

	if (label->room == UINT64_MAX && distance > MAP_REACH) {
		return MAP_PAGE - label->addr % MAP_PAGE;
	}
	return smaller(smaller(distance, label->room), KSYM_SYMBOL_SIZE_MAX);
}

/* Labels at one address are measured once, since fill may be long. */
static bool measure_label(struct ownership *own, struct symbol *label,
	struct section_state *state, struct error *err)
{
	label->flags |= KSYM_INFERRED;
	if (!state->measured) {
		label->size = label_size(label, state->next);
		if (!fill_trim(&own->fill, label, err)) {
			return false;
		}
		state->size = label->size;
		state->measured = true;
	}
	label->size = state->size;
	return true;
}

/* Goes down through LIST, which is sorted by address. */
static bool measure_labels(struct ownership *own, struct error *err)
{
	for (size_t i = own->list->count; i-- > 0;) {
		struct symbol *symbol = &own->list->symbols[i];
		struct section_state *state = &own->states[symbol->section];

		if (state->here != symbol->addr) {
			state->next = state->here;
			state->here = symbol->addr;
			state->measured = false;
		}
		if (symbol_is_label(symbol) &&
			!measure_label(own, symbol, state, err)) {
			return false;
		}
	}
	return true;
}

static bool settle(struct ownership *own, struct error *err)
{
	collect_code(own);
	hide_data(own);
	if (own->list->count > 0) {
		qsort(own->list->symbols, own->list->count,
			sizeof(*own->list->symbols), compare_starts);
	}
	hide_labels(own->list);
	return measure_labels(own, err);
}

bool settle_owners(const struct elf_file *file, const struct sections *sections,
	struct symbol_list *list, struct error *err)
{
	struct ownership own = { .list = list,
		.sections = sections,
		.fill = { .file = file, .sections = sections },
		.code = calloc(sections->count + 1, sizeof(*own.code)),
		.states = calloc(sections->count + 1, sizeof(*own.states)) };
	bool settled;

	clamp_sizes(list,
		file != NULL && file->word_size == 4 ? UINT32_MAX : UINT64_MAX);
	settled = own.code != NULL && own.states != NULL
			  ? settle(&own, err)
			  : fail(err, "out of memory");
	free(own.code);
	free(own.states);
	return settled;
}
