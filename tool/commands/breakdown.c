/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "breakdown.h"

#include <stdlib.h>
#include <string.h>

#include "build.h"
#include "placing.h"
#include "select.h"

/* Tables of LIST, with its names or without. */
struct trial {
	const struct table_format *format;
	struct table_target target;
	struct symbol_list list;
};

static bool measure(const struct trial *trial, bool by_name, uint64_t *bytesp,
	struct error *err)
{
	struct table_target target = trial->target;
	struct buffer table = { 0 };
	bool done;

	target.by_name = by_name;
	done = trial->format->encode(&trial->list, &target, &table, err);
	*bytesp = table.size;
	free(table.data);
	return done;
}

/* The same symbols with empty names: only their number is left of these. */
static bool measure_nameless(
	const struct trial *named, uint64_t *bytesp, struct error *err)
{
	struct trial trial = { .format = named->format,
		.target = named->target };
	bool done = true;

	for (size_t i = 0; done && i < named->list.count; i++) {
		struct symbol symbol = named->list.symbols[i];

		symbol.name = "";
		done = symbol_list_append(&trial.list, &symbol, err);
	}
	done = done && measure(&trial, false, bytesp, err);
	symbol_list_free(&trial.list);
	return done;
}

/* The size of the table, and how much of it is due to names. */
static bool measure_all(const struct options *options,
	const struct elf_file *file, const struct symbol_list *list,
	uint64_t *bytesp, uint64_t *namesp, struct error *err)
{
	struct trial trial = { .format = placing_format(options),
		.list = *list };
	uint64_t plain, nameless;

	if (!build_target(options, file, &trial.target, err) ||
		!measure(&trial, options->by_name, bytesp, err)) {
		return false;
	}
	/* An entry of the index is of the same size whatever the name is. */
	plain = *bytesp;
	if ((options->by_name && !measure(&trial, false, &plain, err)) ||
		!measure_nameless(&trial, &nameless, err)) {
		return false;
	}
	*namesp = plain > nameless ? plain - nameless : 0;
	return true;
}

/* What groups of names begin with: `spi_`, `__pi_`, `core::`, `vtable `. */
static size_t prefix_length(const char *name)
{
	const size_t lead = strspn(name, "_.$");
	const size_t word = strcspn(name + lead, "_.$:< (");
	const char *end = name + lead + word;

	if (*end == '\0' || *end == '(' || word == 0) {
		return 0;
	}
	return (size_t)(end - name) + strspn(end, ":") + (*end != ':');
}

static struct breakdown_group group_of(
	const struct symbol *symbol, enum option_by by)
{
	struct breakdown_group group = { .symbols = 1,
		.letters = strlen(symbol->name) };

	if (by == BY_FILE) {
		group.name = symbol->source;
		group.length = group.name != NULL ? strlen(group.name) : 0;
	} else {
		group.length = prefix_length(symbol->name);
		group.name = group.length > 0 ? symbol->name : NULL;
	}
	return group;
}

static int compare_names(const void *a, const void *b)
{
	const struct breakdown_group *x = a, *y = b;
	const size_t both = x->length < y->length ? x->length : y->length;
	const int order = both > 0 ? memcmp(x->name, y->name, both) : 0;

	return order != 0 ? order
			  : (x->length > y->length) - (x->length < y->length);
}

static int compare_bytes(const void *a, const void *b)
{
	const struct breakdown_group *x = a, *y = b;

	return x->bytes != y->bytes
		       ? (x->bytes < y->bytes) - (x->bytes > y->bytes)
		       : compare_names(a, b);
}

/* Has the names of groups end where they do. */
static bool end_names(struct breakdown *breakdown, struct error *err)
{
	for (size_t i = 0; i < breakdown->count; i++) {
		struct breakdown_group *group = &breakdown->groups[i];

		if (group->name == NULL) {
			continue;
		}
		group->name = symbol_list_name(
			&breakdown->list, group->name, group->length);
		if (group->name == NULL) {
			return fail(err, "out of memory");
		}
	}
	return true;
}

/* A group for each symbol, then those of one name as one. */
static bool make_groups(
	struct breakdown *breakdown, enum option_by by, struct error *err)
{
	const struct symbol_list *list = &breakdown->list;
	struct breakdown_group *groups =
		calloc(list->count + 1, sizeof(*groups));
	size_t count = 0;

	breakdown->groups = groups;
	if (groups == NULL) {
		return fail(err, "out of memory");
	}
	for (size_t i = 0; i < list->count; i++) {
		groups[i] = group_of(&list->symbols[i], by);
	}
	qsort(groups, list->count, sizeof(*groups), compare_names);
	for (size_t i = 0; i < list->count; i++) {
		if (count > 0 &&
			compare_names(&groups[count - 1], &groups[i]) == 0) {
			groups[count - 1].symbols++;
			groups[count - 1].letters += groups[i].letters;
		} else {
			groups[count++] = groups[i];
		}
	}
	breakdown->count = count;
	return end_names(breakdown, err);
}

/* Of BYTES for a WHOLE those for the first PART of it. */
static uint64_t share(uint64_t bytes, uint64_t part, uint64_t whole)
{
	return part < whole ? (uint64_t)((double)bytes *
					 ((double)part / (double)whole))
			    : bytes;
}

/* Shares are differences of rounded sums, so that they add up. */
static void share_bytes(struct breakdown *breakdown, uint64_t names)
{
	const uint64_t even = breakdown->bytes - names;
	uint64_t letters = 0, symbols = 0, read = 0, given = 0;

	for (size_t i = 0; i < breakdown->count; i++) {
		letters += breakdown->groups[i].letters;
	}
	for (size_t i = 0; i < breakdown->count; i++) {
		struct breakdown_group *group = &breakdown->groups[i];
		uint64_t upto;

		symbols += group->symbols;
		read += group->letters;
		upto = share(even, symbols, breakdown->list.count) +
		       share(names, read, letters);
		group->bytes = upto - given;
		given = upto;
	}
}

bool breakdown_make(struct breakdown *breakdown, const struct options *options,
	const struct elf_file *file, struct error *err)
{
	struct selection selection = options->selection;
	uint64_t names;

	if (options->by == BY_FILE && selection.map != NULL) {
		return fail_usage(err,
			"size: --by file and --map do not go together: a map does not name files");
	}
	selection.sources = options->by == BY_FILE;
	if (!select_and_say(file, &selection, &breakdown->list, err) ||
		!measure_all(options, file, &breakdown->list, &breakdown->bytes,
			&names, err) ||
		(file != NULL && !elf_file_unchanged(file, err)) ||
		!make_groups(breakdown, options->by, err)) {
		return false;
	}
	breakdown->symbols = breakdown->list.count;
	share_bytes(breakdown, names);
	qsort(breakdown->groups, breakdown->count, sizeof(*breakdown->groups),
		compare_bytes);
	return true;
}

void breakdown_free(struct breakdown *breakdown)
{
	free(breakdown->groups);
	symbol_list_free(&breakdown->list);
}
