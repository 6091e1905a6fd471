/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "compact.h"

#include "compact_stages.h"

static bool encode(struct parts *parts, struct buffer *out, struct error *err)
{
	const struct symbol_list *list = parts->list;

	return names_collect(list, &parts->names, err) &&
	       dictionary_choose(&parts->names, &parts->dictionary, err) &&
	       shapes_choose(list, &parts->shapes, err) &&
	       resumes_find(list, &parts->resumes, err) &&
	       blocks_write(list, &parts->shapes, &parts->dictionary,
		       &parts->blocks, err) &&
	       table_write(parts, out, err);
}

bool compact_encode(const struct symbol_list *list,
	const struct compact_options *options, struct buffer *out,
	struct error *err)
{
	struct parts parts = { .list = list, .options = options };
	const bool done = encode(&parts, out, err);

	blocks_free(&parts.blocks);
	resumes_free(&parts.resumes);
	dictionary_free(&parts.dictionary);
	names_free(&parts.names);
	return done;
}
