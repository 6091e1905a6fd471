/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "lines/lines.h"

#include <ksym_format.h>
#include <stdlib.h>

#include "lines/distances.h"
#include "lines/returns.h"

/* What a row takes, as a choice of shapes takes 1. */
#define CODING  4
#define WRITING 2

bool lines_collect(const struct ksym_write_lines *given,
	const struct input *list, struct lines *lines, struct failure *err)
{
	if (given == NULL || given->row_count == 0 || list->count == 0) {
		return true;
	}
	return calls_collect(given, &lines->calls, err) &&
	       rows_collect(&lines->calls, &lines->rows, err) &&
	       (!given->calls_only || returns_keep(&lines->calls, &lines->rows,
					      &lines->whole, err)) &&
	       (lines->rows.count == 0 ||
		       line_names_find(list, &lines->rows, &lines->calls,
			       &lines->names, err));
}

static bool write_settings(struct lines *lines, const struct coded *coded,
	const struct shapes *shapes, struct failure *err)
{
	struct bytes *out = &lines->settings;
	const unsigned flags =
		(shapes->codes.shape_size > 1 ? KSYM_LINES_IS_WIDE : 0) |
		(lines->calls.given->calls_only ? KSYM_LINES_IS_CALLS : 0);
	bool done =
		bytes_append_number(out, coded->unit, 1, err) &&
		bytes_append_number(out, flags, 1, err) &&
		bytes_append_number(out, lines->functions.name_bits, 1, err) &&
		bytes_append_number(
			out, lines->functions.callee_bits, 1, err) &&
		bytes_append_number(out, lines->names.files_at, 4, err) &&
		bytes_append_number(out, lines->stream.groups, 4, err) &&
		bytes_append_number(out, lines->known, 4, err) &&
		bytes_append_number(out, lines->whole, 4, err);

	for (uint32_t i = 0; done && i < KSYM_LINES_CONTEXTS; i++) {
		done = bytes_append_number(
			out, lines->stream.places[i], 2, err);
	}
	return done &&
	       bytes_append(out, lines->regions.data, lines->regions.size, err);
}

uint64_t lines_work(const struct lines *lines)
{
	return (CODING + SHAPES_TRIALS + WRITING) * (uint64_t)lines->rows.count;
}

static size_t count_known(const struct line_rows *rows)
{
	size_t count = 0;

	for (size_t i = 0; i < rows->count; i++) {
		count += rows->items[i].call != LINE_NONE;
	}
	return count;
}

bool lines_encode(struct lines *lines, struct team *team, struct failure *err)
{
	struct learnt learnt = { 0 };
	struct coded coded = { 0 };
	struct shapes shapes = { 0 };
	bool done;

	if (lines->rows.count == 0) {
		return true;
	}
	lines->known = count_known(&lines->rows);
	team_stage(team, CODING * (uint64_t)lines->rows.count);
	done = distances_lay(&lines->rows, &lines->regions, err) &&
	       coded_make(&lines->rows, lines->calls.given->calls_only,
		       &lines->calls, &learnt, &coded, err) &&
	       function_records_write(&learnt, &lines->calls.functions,
		       &lines->functions, err) &&
	       line_shapes_choose(&coded, team, &shapes, err);
	team_stage(team, WRITING * (uint64_t)lines->rows.count);
	done = done && stream_write(&coded, &shapes, &lines->stream, err) &&
	       write_settings(lines, &coded, &shapes, err);
	line_shapes_free(&shapes);
	coded_free(&coded);
	learnt_free(&learnt);
	return done;
}

const struct bytes *lines_part(const struct lines *lines, enum ksym_part part)
{
	switch (part) {
	case KSYM_PART_LINES_SETTINGS:
		return &lines->settings;
	case KSYM_PART_LINES_INDEX:
		return &lines->stream.index;
	case KSYM_PART_LINES_CODES:
		return &lines->stream.codes;
	case KSYM_PART_LINES_SHAPES:
		return &lines->stream.shapes;
	case KSYM_PART_LINES_FUNCTIONS:
		return &lines->functions.bytes;
	default:
		return &lines->stream.stream;
	}
}

void lines_free(struct lines *lines)
{
	stream_free(&lines->stream);
	free(lines->functions.bytes.data);
	free(lines->settings.data);
	free(lines->regions.data);
	line_names_free(&lines->names);
	rows_free(&lines->rows);
	calls_free(&lines->calls);
	*lines = (struct lines){ 0 };
}
