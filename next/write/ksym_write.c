/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "stages.h"

#include <stdlib.h>

static bool check_order(const struct input *list, struct failure *err)
{
	for (size_t i = 1; i < list->count; i++) {
		const struct ksym_write_symbol *a = &list->symbols[i - 1];
		const struct ksym_write_symbol *b = &list->symbols[i];

		if (a->addr > b->addr ||
			(a->addr == b->addr && a->size < b->size)) {
			err->symbol = i;
			return fail(err, KSYM_WRITE_ORDER);
		}
	}
	return true;
}

static bool encode(struct parts *parts, struct bytes *out, struct failure *err)
{
	const struct input *list = parts->list;

	if (parts->options->id_size > KSYM_ID_MAX) {
		return fail(err, KSYM_WRITE_ID);
	}
	return check_order(list, err) &&
	       names_collect(list, &parts->names, err) &&
	       dictionary_choose(&parts->names, &parts->dictionary, err) &&
	       resumes_find(list, &parts->resumes, err) &&
	       regions_lay(list, &parts->resumes, &parts->regions, err) &&
	       steps_collect(
		       list, parts->regions.distances, &parts->steps, err) &&
	       pages_choose(list, &parts->pages, &parts->steps, err) &&
	       blocks_write(list, parts->regions.distances, &parts->steps,
		       &parts->pages, &parts->dictionary, &parts->blocks,
		       err) &&
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

	*out = (struct ksym_written){ 0 };
	if (encode(&parts, &bytes, &err)) {
		out->bytes = bytes.data;
		out->size = bytes.size;
	} else {
		free(bytes.data);
		out->symbol = err.symbol;
	}
	blocks_free(&parts.blocks);
	pages_free(&parts.pages);
	steps_free(&parts.steps);
	regions_free(&parts.regions);
	resumes_free(&parts.resumes);
	dictionary_free(&parts.dictionary);
	names_free(&parts.names);
	return err.status;
}

void ksym_write_free(struct ksym_written *written)
{
	free(written->bytes);
	*written = (struct ksym_written){ 0 };
}

const char *ksym_write_strerror(int status)
{
	switch (status) {
	case KSYM_WRITE_OK:
		return "no error";
	case KSYM_WRITE_MEMORY:
		return "out of memory";
	case KSYM_WRITE_COUNT:
		return "more symbols than a table can count";
	case KSYM_WRITE_SIZE:
		return "the table would be too large";
	case KSYM_WRITE_PHRASES:
		return "the phrases of the names take too many bytes";
	case KSYM_WRITE_NAME:
		return "a symbol has no name, or one that is too long";
	case KSYM_WRITE_ORDER:
		return "the symbols are not in order";
	case KSYM_WRITE_INDEX:
		return "no by-name index found for the names";
	case KSYM_WRITE_ID:
		return "the build id is too long";
	default:
		return "unknown error";
	}
}
