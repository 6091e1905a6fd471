/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "compact_lines.h"

#include <stdlib.h>

_Static_assert(LINES_NONE == KSYM_WRITE_NONE, "both are an index of nothing");

static void copy_rows(struct compact_lines *copy, const struct lines *lines)
{
	for (size_t i = 0; i < lines->row_count; i++) {
		const struct lines_row *row = &lines->rows[i];

		copy->rows[i] = (struct ksym_write_row){ row->addr, row->call,
			row->file, row->line };
	}
}

static void copy_calls(struct compact_lines *copy, const struct lines *lines)
{
	for (size_t i = 0; i < lines->call_count; i++) {
		const struct lines_call *call = &lines->calls[i];

		copy->calls[i] = (struct ksym_write_call){ call->parent,
			call->function, call->file, call->line };
	}
}

static void copy_functions(
	struct compact_lines *copy, const struct lines *lines)
{
	for (size_t i = 0; i < lines->function_count; i++) {
		const struct lines_function *function = &lines->functions[i];

		copy->functions[i] =
			(struct ksym_write_function){ function->name,
				function->linkage, function->file,
				function->line };
	}
}

static void copy_described(
	struct compact_lines *copy, const struct lines *lines)
{
	for (size_t i = 0; i < lines->described_count; i++) {
		copy->described[i] =
			(struct ksym_write_range){ lines->described[i].begin,
				lines->described[i].end };
	}
}

bool compact_lines_make(struct compact_lines *copy, const struct lines *lines,
	enum lines_mode mode, struct error *err)
{
	copy->rows = calloc(lines->row_count + 1, sizeof(*copy->rows));
	copy->calls = calloc(lines->call_count + 1, sizeof(*copy->calls));
	copy->functions =
		calloc(lines->function_count + 1, sizeof(*copy->functions));
	copy->described =
		calloc(lines->described_count + 1, sizeof(*copy->described));
	if (copy->rows == NULL || copy->calls == NULL ||
		copy->functions == NULL || copy->described == NULL) {
		return fail(err, "out of memory");
	}
	copy_rows(copy, lines);
	copy_calls(copy, lines);
	copy_functions(copy, lines);
	copy_described(copy, lines);
	copy->input = (struct ksym_write_lines){ .rows = copy->rows,
		.row_count = lines->row_count,
		.calls = copy->calls,
		.call_count = lines->call_count,
		.functions = copy->functions,
		.function_count = lines->function_count,
		.files = lines->files,
		.file_count = lines->file_count,
		.calls_only = mode == LINES_CALLS,
		.returns = lines->returns,
		.return_count = lines->return_count,
		.described = copy->described,
		.described_count = lines->described_count };
	return true;
}

void compact_lines_free(struct compact_lines *copy)
{
	free(copy->rows);
	free(copy->calls);
	free(copy->functions);
	free(copy->described);
}
