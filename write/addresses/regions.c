/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Lays addresses out as distances of 32 bits. The events, where a symbol begins
 * or a resume takes hold, keep their distances from each other, but for holes
 * that are cut short: those that are too wide for a gap, and the widest in each
 * superblock whose blocks' starts would not fit into its record. Behind such a
 * hole a region begins.
 */
#include "addresses/regions.h"

#include <ksym_format.h>
#include <stdlib.h>

#include "array.h"

#define GAP_MAX 0x7fffffffu
#define KEPT    128u /* bytes of a hole at most; low bits stay as they were */
#define FAR_MAX 0xfffffffeu

struct event {
	uint64_t addr;
	uint32_t *distancep; /* where its distance goes */
	bool begins;         /* a region */
};

struct layout {
	const struct input *list;
	struct event *events;
	size_t count;
	size_t *of; /* by symbol: its event */
};

static uint64_t gap_before(const struct layout *layout, size_t i)
{
	return layout->events[i].addr - layout->events[i - 1].addr;
}

/* Merges symbols and resumes. */
static bool collect(struct layout *layout, const struct resumes *resumes,
	struct regions *regions, struct failure *err)
{
	const struct input *list = layout->list;
	uint32_t k = 0;

	layout->events = array_new(
		list->count + resumes->count, sizeof(*layout->events), err);
	layout->of = array_new(list->count, sizeof(*layout->of), err);
	regions->distances =
		array_new(list->count, sizeof(*regions->distances), err);
	if (layout->events == NULL || layout->of == NULL ||
		regions->distances == NULL) {
		return false;
	}
	for (size_t i = 0; i <= list->count; i++) {
		while (k < resumes->count &&
			(i == list->count || resumes->items[k].addr <
						     list->symbols[i].addr)) {
			layout->events[layout->count++] =
				(struct event){ .addr = resumes->items[k].addr,
					.distancep =
						&resumes->items[k].distance };
			k++;
		}
		if (i < list->count) {
			layout->of[i] = layout->count;
			layout->events[layout->count++] =
				(struct event){ .addr = list->symbols[i].addr,
					.distancep = &regions->distances[i] };
		}
	}
	return true;
}

/* Gives all events their distances. Returns false if they do not fit. */
static bool measure(const struct layout *layout)
{
	uint64_t distance = 0;

	for (size_t i = 0; i < layout->count; i++) {
		const struct event *event = &layout->events[i];

		if (i > 0) {
			const uint64_t gap = gap_before(layout, i);

			distance += event->begins ? (gap - 1) % KEPT + 1 : gap;
		}
		if (distance > FAR_MAX) {
			return false;
		}
		*event->distancep = (uint32_t)distance;
	}
	return true;
}

/* Cuts holes until all distances fit. */
static void cut_holes(struct layout *layout)
{
	for (uint64_t most = GAP_MAX;; most /= 2) {
		for (size_t i = 1; i < layout->count; i++) {
			layout->events[i].begins =
				gap_before(layout, i) > most + KEPT;
		}
		if (measure(layout)) {
			return;
		}
	}
}

/* Cuts the widest hole from one symbol to another. */
static void cut_between(struct layout *layout, size_t first, size_t last)
{
	size_t widest = 0;

	for (size_t i = layout->of[first] + 1; i <= layout->of[last]; i++) {
		if (!layout->events[i].begins &&
			(widest == 0 || gap_before(layout, i) >
						gap_before(layout, widest))) {
			widest = i;
		}
	}
	layout->events[widest].begins = true;
}

/* Cuts holes until starts fit: of 128 events that are near each other they do. */
static void fit_superblocks(struct layout *layout, struct regions *regions)
{
	const size_t count = layout->list->count;

	for (size_t first = 0; first < count; first += KSYM_SUPERBLOCK) {
		const size_t end = count - first < KSYM_SUPERBLOCK
					   ? count
					   : first + KSYM_SUPERBLOCK;

		while (superblock_shift(regions->distances, first, end) >
			KSYM_START_SHIFT_MAX) {
			cut_between(layout, first, end - 1);
			(void)measure(layout);
		}
	}
}

static bool take(const struct layout *layout, struct regions *regions,
	struct failure *err)
{
	for (size_t i = 0; i < layout->count; i++) {
		regions->count += i == 0 || layout->events[i].begins;
	}
	regions->items =
		array_new(regions->count, sizeof(*regions->items), err);
	if (regions->items == NULL) {
		return false;
	}
	regions->count = 0;
	for (size_t i = 0; i < layout->count; i++) {
		const struct event *event = &layout->events[i];

		if (i == 0 || event->begins) {
			regions->items[regions->count++] =
				(struct region){ .distance = *event->distancep,
					.addr = event->addr };
		}
	}
	return true;
}

bool regions_lay(const struct input *list, struct resumes *resumes,
	struct regions *regions, struct failure *err)
{
	struct layout layout = { .list = list };
	bool done = collect(&layout, resumes, regions, err);

	if (done && list->count > 0) {
		cut_holes(&layout);
		fit_superblocks(&layout, regions);
		done = take(&layout, regions, err);
	}
	free(layout.events);
	free(layout.of);
	return done;
}

uint8_t superblock_shift(const uint32_t *distances, size_t first, size_t end)
{
	uint32_t any = 0, most = 0;
	uint8_t shift = 0;

	for (size_t i = first; i < end; i += KSYM_BLOCK) {
		most = distances[i] - distances[first];
		any |= most;
	}
	while (shift <= KSYM_START_SHIFT_MAX &&
		most >> shift >= KSYM_START_NONE) {
		shift++;
	}
	return any % (1u << shift) == 0 ? shift : KSYM_START_SHIFT_MAX + 1;
}

void regions_free(struct regions *regions)
{
	free(regions->distances);
	free(regions->items);
	*regions = (struct regions){ 0 };
}
