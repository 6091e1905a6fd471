/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The public calls. */
#include <ksym_write.h>
#include <stdlib.h>

#include "addresses/blocks.h"
#include "check.h"
#include "index/index.h"
#include "table.h"
#include "team.h"

/* Whatever has nothing to do with names. */
static bool encode_addresses(void *work, uint32_t unused, struct failure *err)
{
	struct parts *parts = work;
	const struct input *list = parts->list;

	(void)unused;
	return resumes_find(list, &parts->resumes, err) &&
	       regions_lay(list, &parts->resumes, &parts->regions, err) &&
	       steps_collect(
		       list, parts->regions.distances, &parts->steps, err) &&
	       pages_choose(list, &parts->pages, &parts->steps, err);
}

static bool encode_index(void *work, uint32_t unused, struct failure *err)
{
	struct parts *parts = work;
	struct names symbols = parts->names;

	(void)unused;
	symbols.count = (uint32_t)parts->list->count;
	return !parts->options->by_name ||
	       index_write(&symbols, &parts->index, err);
}

/* Names and lines, and addresses and the index beside them. */
static bool encode_parts(struct parts *parts, struct failure *err)
{
	struct aside addresses, index;
	struct failure other;
	struct team team;
	bool done;

	team_init(&team, parts->options->threads);
	team.progress = parts->options->progress;
	team.context = parts->options->progress_context;
	team.expected = lines_work(&parts->lines);
	aside_begin(&addresses, &team, encode_addresses, parts);
	aside_begin(&index, &team, encode_index, parts);
	done = dictionary_choose(
		       &parts->names, &team, &parts->dictionary, err) &&
	       lines_encode(&parts->lines, &team, err);
	if (!aside_end(&addresses, done ? err : &other)) {
		done = false;
	}
	if (!aside_end(&index, done ? err : &other)) {
		done = false;
	}
	return done;
}

static bool encode(struct parts *parts, struct bytes *out, struct failure *err)
{
	const struct input *list = parts->list;

	return check_options(parts->options, err) && check_input(list, err) &&
	       lines_check(parts->options->lines, err) &&
	       lines_collect(parts->options->lines, list, &parts->lines, err) &&
	       names_collect(list, parts->lines.names.items,
		       parts->lines.names.count, &parts->names, err) &&
	       encode_parts(parts, err) &&
	       blocks_write(list, parts->names.count, parts->regions.distances,
		       &parts->steps, &parts->pages, &parts->dictionary,
		       &parts->blocks, err) &&
	       table_write(parts, out, err);
}

int ksym_write(const struct ksym_write_symbol *symbols, size_t count,
	const struct ksym_write_options *options, struct ksym_written *out)
{
	static const struct ksym_write_options none;
	const struct input list = { symbols, count };
	struct parts parts = { .list = &list,
		.options = options != NULL ? options : &none };
	struct failure err = { 0 };
	struct bytes bytes = { 0 };

	if (encode(&parts, &bytes, &err)) {
		*out = (struct ksym_written){ .bytes = bytes.data,
			.size = bytes.size,
			.rows = parts.lines.known,
			.whole_functions = parts.lines.whole };
	} else {
		free(bytes.data);
		*out = (struct ksym_written){ .symbol = err.symbol,
			.found = err.found,
			.limit = err.limit };
	}
	free(parts.index.data);
	blocks_free(&parts.blocks);
	pages_free(&parts.pages);
	steps_free(&parts.steps);
	regions_free(&parts.regions);
	resumes_free(&parts.resumes);
	dictionary_free(&parts.dictionary);
	lines_free(&parts.lines);
	names_free(&parts.names);
	return err.status;
}

void ksym_write_free(struct ksym_written *written)
{
	free(written->bytes);
	*written = (struct ksym_written){ 0 };
}
