/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "compact.h"

#include "compact_stages.h"

/* What the stages make. */
struct encoding {
	struct names names;
	struct phrase_set set;
	struct parse parse;
	struct vocabulary vocabulary;
	struct phrase_text text;
	struct shape_set shapes;
	struct resumes resumes;
	struct blocks blocks;
};

static bool encode(struct encoding *e, const struct symbol_list *list,
	const struct compact_options *options, struct buffer *out,
	struct error *err)
{
	const struct parts parts = { .list = list,
		.options = options,
		.names = &e->names,
		.set = &e->set,
		.vocabulary = &e->vocabulary,
		.text = &e->text,
		.shapes = &e->shapes,
		.resumes = &e->resumes,
		.blocks = &e->blocks };

	return names_collect(list, &e->names, err) &&
	       phrases_propose(&e->names, &e->set, err) &&
	       vocabulary_choose(
		       &e->names, &e->set, &e->parse, &e->vocabulary, err) &&
	       text_build(&e->set, &e->vocabulary, &e->text, err) &&
	       shapes_choose(list, &e->shapes, err) &&
	       resumes_find(list, &e->resumes, err) &&
	       blocks_write(list, &e->shapes, &e->parse, &e->vocabulary,
		       &e->blocks, err) &&
	       table_write(&parts, out, err);
}

bool compact_encode(const struct symbol_list *list,
	const struct compact_options *options, struct buffer *out,
	struct error *err)
{
	struct encoding e = { 0 };
	const bool done = encode(&e, list, options, out, err);

	blocks_free(&e.blocks);
	resumes_free(&e.resumes);
	text_free(&e.text);
	vocabulary_free(&e.vocabulary);
	parse_free(&e.parse);
	phrases_free(&e.set);
	names_free(&e.names);
	return done;
}
