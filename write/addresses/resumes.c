/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Walks the symbols by address with a stack of those that may still cover what
 * follows. Each symbol is pushed and popped once, and a record goes with a push
 * or a pop: there are at most twice as many records as symbols.
 */
#include "addresses/resumes.h"

#include <stdlib.h>

#include "array.h"

struct sweep {
	const struct input *list;
	struct resumes *resumes;
	size_t capacity;
	uint32_t *open; /* the stack */
	size_t depth;
};

static bool covers(const struct ksym_write_symbol *symbol, uint64_t addr)
{
	return addr - symbol->addr < symbol->size;
}

static bool add(struct sweep *sweep, uint64_t addr, uint32_t symbol,
	struct failure *err)
{
	struct resumes *resumes = sweep->resumes;
	struct resume *items;

	/* While the last record names the owner, no other is needed. */
	if (resumes->count > 0 &&
		resumes->items[resumes->count - 1].symbol == symbol) {
		return true;
	}
	items = array_grow(resumes->items, &sweep->capacity,
		resumes->count + (size_t)1, sizeof(*items), err);
	if (items == NULL) {
		return false;
	}
	resumes->items = items;
	resumes->items[resumes->count++] = (struct resume){
		.addr = addr,
		.symbol = symbol,
	};
	return true;
}

/* Says who owns the addresses from symbol I on, up to but not including LAST
 * + 1. */
static bool sweep_interval(
	struct sweep *sweep, uint32_t i, uint64_t last, struct failure *err)
{
	const struct ksym_write_symbol *symbols = sweep->list->symbols;
	uint64_t addr = symbols[i].addr;

	sweep->open[sweep->depth++] = i;
	for (;;) {
		const struct ksym_write_symbol *owner;
		uint32_t top;

		while (sweep->depth > 0 &&
			!covers(&symbols[sweep->open[sweep->depth - 1]],
				addr)) {
			sweep->depth--;
		}
		if (sweep->depth == 0) {
			return true;
		}
		top = sweep->open[sweep->depth - 1];
		owner = &symbols[top];
		if (top != i && !add(sweep, addr, top, err)) {
			return false;
		}
		if (owner->size - 1 >= last - owner->addr) {
			return true;
		}
		addr = owner->addr + owner->size;
		sweep->depth--;
	}
}

bool resumes_find(
	const struct input *list, struct resumes *resumes, struct failure *err)
{
	struct sweep sweep = { .list = list, .resumes = resumes };
	bool done = true;

	sweep.open = array_new(list->count, sizeof(*sweep.open), err);
	if (sweep.open == NULL) {
		return false;
	}
	for (size_t i = 0; done && i < list->count; i++) {
		const struct ksym_write_symbol *symbol = &list->symbols[i];
		const bool ends = i + 1 == list->count;

		if (!ends && symbol[1].addr == symbol->addr) {
			sweep.open[sweep.depth++] = (uint32_t)i;
			continue;
		}
		done = sweep_interval(&sweep, (uint32_t)i,
			ends ? UINT64_MAX : symbol[1].addr - 1, err);
	}
	free(sweep.open);
	return done;
}

void resumes_free(struct resumes *resumes)
{
	free(resumes->items);
	*resumes = (struct resumes){ 0 };
}
