/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * bench LIST TABLE INDEXED
 * bench --ours LIST TABLE
 * bench --probes COUNT LIST
 *
 * Asks the ways to name an address the same things, holds every answer against
 * the list, and prints the times and sizes as JSON. TABLE and INDEXED are
 * compact tables of LIST, without and with the by-name index. --ours asks only
 * the table and the binary searches. --probes prints what is asked, for the
 * programs that count what an answer costs. bench/run draws conclusions.
 */
#include <err.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "contest.h"
#include "flat.h"
#include "kallsyms.h"
#include "ours.h"
#include "right.h"
#include "search.h"

#define PASSES   8
#define ALL      16384
#define SOME     512
#define FEW      24
#define VERY_FEW 2

struct starts {
	uint64_t *addresses;
	size_t count;
};

struct scene {
	struct list list;
	struct starts starts;
	struct flat flat;
	struct kallsyms kallsyms;
	struct ksym_table table, indexed;
	bool all;
	bool has_kallsyms;
	/* What is read for an answer. */
	struct area table_area[2], indexed_area[2], starts_area[2],
		kallsyms_areas[6];
};

static uint64_t branch_symbol(
	const void *self, const struct probe *probe, const struct text *text)
{
	const struct starts *starts = self;

	(void)text;
	return search_branch(starts->addresses, starts->count, probe->addr);
}

static uint64_t select_symbol(
	const void *self, const struct probe *probe, const struct text *text)
{
	const struct starts *starts = self;

	(void)text;
	return search_select(starts->addresses, starts->count, probe->addr);
}

static uint64_t walk_symbol(
	const void *self, const struct probe *probe, const struct text *text)
{
	(void)text;
	return flat_lookup(self, probe->addr);
}

static uint64_t walk_name(
	const void *self, const struct probe *probe, const struct text *text)
{
	const struct flat *flat = self;
	const struct flat_symbol *symbol =
		&flat->symbols[flat_lookup(flat, probe->addr)];

	memcpy(text->buf, symbol->name, symbol->length);
	text->buf[symbol->length] = '\0';
	return symbol->length;
}

static uint64_t walk_find(
	const void *self, const struct probe *probe, const struct text *text)
{
	const struct flat *flat = self;

	(void)text;
	return flat->symbols[flat_find(flat, probe->name)].start;
}

static uint64_t kallsyms_symbol(
	const void *self, const struct probe *probe, const struct text *text)
{
	uint64_t size;

	(void)text;
	return kallsyms_position(self, probe->addr, &size);
}

static uint64_t kallsyms_name_of(
	const void *self, const struct probe *probe, const struct text *text)
{
	uint64_t size;
	const uint32_t position = kallsyms_position(self, probe->addr, &size);

	return kallsyms_name(self, position, text->buf, text->size);
}

static uint64_t kallsyms_address(
	const void *self, const struct probe *probe, const struct text *text)
{
	const struct kallsyms *k = self;
	const uint32_t position =
		kallsyms_find(k, probe->name, text->buf, text->size);

	return position == NOBODY ? 0 : k->base + k->offsets[position];
}

static uint64_t run(const struct scene *scene, json_t *times)
{
	const uint32_t many = scene->has_kallsyms ? ALL : 0;
	const uint32_t some = scene->has_kallsyms ? SOME : 0;
	const uint32_t few = scene->all ? FEW : 0;
	const uint32_t very_few = scene->all ? VERY_FEW : 0;
	const uint32_t indexed = scene->all ? ALL : 0;
	const struct starts *starts = &scene->starts;
	const struct kallsyms *k = &scene->kallsyms;
	const struct flat *flat = &scene->flat;
	const struct contestant contestants[] = {
		{ "symbol", "ours", &scene->table, ours_symbol, right_owner,
			ALL, false, scene->table_area },
		{ "symbol", "search", starts, branch_symbol, right_count, ALL,
			false, scene->starts_area },
		{ "symbol", "select", starts, select_symbol, right_count, ALL,
			false, scene->starts_area },
		{ "symbol", "kallsyms", k, kallsyms_symbol, right_start, many,
			false, scene->kallsyms_areas },
		{ "symbol", "walk", flat, walk_symbol, right_cover, few, true,
			NULL },
		{ "name", "ours", &scene->table, ours_name, right_owner_name,
			ALL, false, scene->table_area },
		{ "name", "kallsyms", k, kallsyms_name_of, right_start_name,
			many, false, scene->kallsyms_areas },
		{ "name", "walk", flat, walk_name, right_cover_name, few, true,
			NULL },
		{ "find", "ours", &scene->indexed, ours_address, right_address,
			indexed, false, scene->indexed_area },
		{ "find", "kallsyms", k, kallsyms_address, right_address, some,
			false, scene->kallsyms_areas },
		{ "find", "walk", flat, walk_find, right_address, few, true,
			NULL },
		{ "find", "no index", &scene->table, ours_address,
			right_address, very_few, true, NULL },
	};

	return contest_run(&scene->list, contestants,
		sizeof(contestants) / sizeof(*contestants), PASSES, times);
}

static void set_starts(struct scene *scene)
{
	struct starts *starts = &scene->starts;

	starts->count = scene->list.count;
	starts->addresses = calloc(starts->count, sizeof(*starts->addresses));
	if (starts->addresses == NULL) {
		err(1, "the start addresses");
	}
	for (size_t i = 0; i < starts->count; i++) {
		starts->addresses[i] = scene->list.items[i].addr;
	}
}

static json_t *sizes(const struct scene *scene)
{
	const struct kallsyms *k = &scene->kallsyms;
	json_t *bytes =
		json_pack("{s:I}", "flat", (json_int_t)scene->flat.bytes);

	if (scene->has_kallsyms) {
		(void)json_object_set_new(bytes, "kallsyms",
			json_integer((json_int_t)kallsyms_bytes(k)));
		(void)json_object_set_new(bytes, "kallsyms by-name",
			json_integer((json_int_t)kallsyms_sequence_bytes(k)));
		(void)json_object_set_new(bytes, "kallsyms names",
			json_integer((json_int_t)k->names_size));
	}
	return bytes;
}

static void set_areas(struct scene *scene)
{
	const struct starts *starts = &scene->starts;
	const struct kallsyms *k = &scene->kallsyms;
	const uint64_t markers = (k->count + 255) / 256;
	const struct area kallsyms[] = {
		{ k->offsets, k->count * sizeof(*k->offsets) },
		{ k->markers, markers * sizeof(*k->markers) },
		{ k->names, k->names_size },
		{ k->sequence, (size_t)3 * k->count },
		{ k->tokens, k->tokens_size },
	};

	scene->table_area[0] =
		(struct area){ scene->table.bytes, scene->table.size };
	scene->starts_area[0] = (struct area){ starts->addresses,
		starts->count * sizeof(*starts->addresses) };
	if (scene->all) {
		scene->indexed_area[0] = (struct area){ scene->indexed.bytes,
			scene->indexed.size };
	}
	if (scene->has_kallsyms) {
		memcpy(scene->kallsyms_areas, kallsyms, sizeof(kallsyms));
	}
}

static void set_scene(struct scene *scene, char **paths)
{
	list_read(paths[0], list_line, &scene->list);
	ours_open(paths[1], &scene->table);
	if (scene->all) {
		ours_open(paths[2], &scene->indexed);
		scene->has_kallsyms =
			kallsyms_build(&scene->list, &scene->kallsyms);
	}
	set_starts(scene);
	flat_build(&scene->list, &scene->flat);
	set_areas(scene);
}

static int print_probes(const char *count, const char *path)
{
	struct list list;
	struct probes probes;

	list_read(path, list_line, &list);
	probes_draw(&list, (uint32_t)strtoul(count, NULL, 10), &probes);
	for (uint32_t i = 0; i < probes.count; i++) {
		printf("%" PRIx64 " %s\n", probes.probes[i].addr,
			probes.probes[i].name);
	}
	return 0;
}

int main(int argc, char **argv)
{
	static struct scene scene;
	json_t *times;
	uint64_t wrong;

	if (argc == 4 && strcmp(argv[1], "--probes") == 0) {
		return print_probes(argv[2], argv[3]);
	}
	times = json_array();
	scene.all = argc < 2 || strcmp(argv[1], "--ours") != 0;
	if (argc != 4) {
		errx(2, "usage: bench LIST TABLE INDEXED, or bench --ours LIST TABLE");
	}
	set_scene(&scene, argv + (scene.all ? 1 : 2));
	wrong = ours_check(&scene.table, &scene.list, false);
	if (scene.all) {
		wrong += ours_check(&scene.indexed, &scene.list, true);
	}
	wrong += run(&scene, times);
	(void)json_dumpf(json_pack("{s:I, s:I, s:o, s:o}", "count",
				 (json_int_t)scene.list.count, "wrong",
				 (json_int_t)wrong, "bytes", sizes(&scene),
				 "times", times),
		stdout, JSON_REAL_PRECISION(6));
	return wrong != 0;
}
