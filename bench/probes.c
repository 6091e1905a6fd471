/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "probes.h"

#include <err.h>
#include <stdlib.h>
#include <string.h>

#define SEED UINT64_C(0x6b73796d)

/* splitmix64 by its published constants. */
static uint64_t next_random(uint64_t *statep)
{
	uint64_t z = *statep += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static struct probe draw(const struct list *list, uint64_t *statep)
{
	struct probe probe = { .item = NOBODY };

	while (probe.item == NOBODY) {
		const struct item *item =
			&list->items[next_random(statep) % list->count];

		if (item->size > 0) {
			probe.addr =
				item->addr + next_random(statep) % item->size;
			probe.item = list_owner(list, probe.addr);
		}
	}
	probe.name = list->items[next_random(statep) % list->count].name;
	return probe;
}

/*
 * Names as a caller has them, not where the list keeps them: to fetch those
 * from memory would be part of every time.
 */
static void copy_names(struct probes *probes)
{
	size_t size = 0;
	char *end;

	for (uint32_t i = 0; i < probes->count; i++) {
		size += strlen(probes->probes[i].name) + 1;
	}
	probes->names = malloc(size);
	if (probes->names == NULL) {
		err(1, "the probes' names");
	}
	end = probes->names;
	for (uint32_t i = 0; i < probes->count; i++) {
		struct probe *probe = &probes->probes[i];

		probe->name = strcpy(end, probe->name);
		end += strlen(end) + 1;
	}
}

void probes_draw(const struct list *list, uint32_t count, struct probes *probes)
{
	uint64_t state = SEED;

	probes->probes = calloc(count, sizeof(*probes->probes));
	probes->count = count;
	if (probes->probes == NULL) {
		err(1, "the probes");
	}
	for (uint32_t i = 0; i < count; i++) {
		probes->probes[i] = draw(list, &state);
	}
	copy_names(probes);
}

void probes_free(struct probes *probes)
{
	free(probes->names);
	free(probes->probes);
}
