/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "verify_lines.h"

#include <inttypes.h>
#include <ksym.h>
#include <stdio.h>
#include <string.h>

#include "core/stage.h"
#include "dwarf/path.h"
#include "read_lines.h"

/* What is printed of the frames of either side, and a NUL. */
#define SIDE 400

struct verification {
	const struct table *table;
	const struct lines *lines;
	/* What paths in the table are relative to, as far as that is seen. */
	const char *prefix;
	size_t prefix_length;
	verify_report *report;
	void *context;
	struct verified_lines *verified;
};

/* A frame that the ELF states. */
struct stated {
	const char *function; /* NULL: of the symbol, or unknown */
	const char *file;     /* NULL: unknown */
	uint32_t line;
};

struct chain {
	struct stated frames[KSYM_FRAMES_MAX]; /* innermost first */
	size_t count;
};

/* The end of the arguments of a template that begin at TEXT. */
static const char *skip_arguments(const char *text)
{
	size_t depth = 0;

	for (; *text != '\0'; text++) {
		depth += *text == '<';
		/* `->` closes nothing. */
		if (*text == '>' && text[-1] != '-' && --depth == 0) {
			return text + 1;
		}
	}
	return text;
}

/* Whether SHORTER is NAME without arguments of templates. */
static bool is_short(const char *name, const char *shorter)
{
	while (*name != '\0') {
		if (*name == *shorter) {
			name++;
			shorter++;
		} else if (*name == '<') {
			name = skip_arguments(name);
		} else if (*name == ' ' && name[1] == '<') {
			name++; /* `operator< <int>` */
		} else {
			return false;
		}
	}
	return *shorter == '\0';
}

/* Whether PATH, absolute, is in the table as HELD; by the first one that it is
 * not the same the table's directory is seen. */
static bool is_path(struct verification *v, const char *path, const char *held)
{
	const size_t length = strlen(path), rest = strlen(held);

	if (v->prefix == NULL && rest < length &&
		path[length - rest - 1] == '/' &&
		strcmp(path + length - rest, held) == 0) {
		v->prefix = path;
		v->prefix_length = length - rest - 1;
	}
	return strcmp(path + path_below(path,
				     v->prefix != NULL ? v->prefix : "",
				     v->prefix_length),
		       held) == 0;
}

static bool is_same(struct verification *v, const struct stated *stated,
	const struct table_frame *frame)
{
	if ((stated->function != NULL) != (frame->function != NULL) ||
		(stated->file != NULL) != (frame->file != NULL)) {
		return false;
	}
	return (stated->function == NULL ||
		       is_short(stated->function, frame->function)) &&
	       (stated->file == NULL ||
		       (stated->line == frame->line &&
			       is_path(v, stated->file, frame->file)));
}

static void add(struct chain *chain, const struct lines *lines,
	const char *function, uint32_t file, uint32_t line)
{
	struct stated *frame = &chain->frames[chain->count];

	/* Of a deeper chain the outer frames are kept. */
	if (chain->count == KSYM_FRAMES_MAX) {
		memmove(chain->frames, chain->frames + 1,
			sizeof(chain->frames) - sizeof(*frame));
		frame--;
	} else {
		chain->count++;
	}
	*frame = (struct stated){ .function = function };
	if (file != LINES_NONE && line != 0) {
		frame->file = lines->files[file];
		frame->line = line;
	}
}

/* The frames of ROW, none where no line is known. */
static void state(const struct lines *lines, const struct lines_row *row,
	struct chain *chain)
{
	uint32_t file, line, i;

	chain->count = 0;
	if (row == NULL ||
		(row->call == LINES_NONE && row->file == LINES_NONE)) {
		return;
	}
	file = row->file;
	line = row->line;
	i = row->call;
	while (i != LINES_NONE && lines->calls[i].parent != LINES_NONE) {
		const struct lines_call *call = &lines->calls[i];
		const char *name = lines->functions[call->function].name;

		add(chain, lines, name != NULL ? name : "?", file, line);
		file = call->file;
		line = call->line;
		i = call->parent;
	}
	add(chain, lines, NULL, file, line);
}

/* Appends a frame to TEXT, of which USED bytes are used; returns how many
 * are then. */
static size_t append(char text[SIDE], size_t used, const char *function,
	const char *file, uint32_t line)
{
	const int added = snprintf(text + used, SIDE - used,
		"%s%s%s%s:%" PRIu32, used > 0 ? ", " : "",
		function != NULL ? function : "", function != NULL ? " " : "",
		file != NULL ? file : "?", line);

	used += (size_t)added;
	return used < SIDE ? used : SIDE - 1;
}

static void report_difference(
	const struct verification *v, uint64_t addr, const struct chain *chain)
{
	char stated[SIDE] = "", held[SIDE] = "";
	char text[2 * SIDE + 64];
	struct table_frame frame;
	size_t used = 0;

	for (size_t i = 0; i < chain->count; i++) {
		const struct stated *s = &chain->frames[i];

		used = append(stated, used, s->function, s->file, s->line);
	}
	used = 0;
	v->table->format->begin_frames(v->table, addr);
	while (v->table->format->next_frame(v->table, &frame)) {
		used = append(
			held, used, frame.function, frame.file, frame.line);
	}
	(void)snprintf(text, sizeof(text),
		"0x%" PRIx64 " is at %s, the table says %s", addr,
		chain->count > 0 ? stated : "no line",
		used > 0 ? held : "no line");
	v->report(text, v->context);
}

/* Whether the table has all of CHAIN at ADDR, and no more. */
static bool has_chain(
	struct verification *v, uint64_t addr, const struct chain *chain)
{
	const struct table_format *format = v->table->format;
	struct table_frame frame;

	format->begin_frames(v->table, addr);
	for (size_t i = 0; i < chain->count; i++) {
		if (!format->next_frame(v->table, &frame) ||
			frame.approximate ||
			!is_same(v, &chain->frames[i], &frame)) {
			return false;
		}
	}
	return !format->next_frame(v->table, &frame);
}

/* Counts one more that was checked; where no line is known, none. */
static void count(struct verification *v, bool same, uint64_t addr,
	const struct chain *chain)
{
	v->verified->checked += chain->count > 0;
	if (!same && v->verified->differences++ == 0) {
		report_difference(v, addr, chain);
	}
}

static void verify_rows(struct verification *v)
{
	const struct lines *lines = v->lines;
	struct chain chain;

	for (size_t i = 0; i < lines->row_count; i++) {
		const struct lines_row *row = &lines->rows[i];
		const uint64_t last =
			i + 1 < lines->row_count ? row[1].addr - 1 : row->addr;
		bool same;

		state(lines, row, &chain);
		same = has_chain(v, row->addr, &chain);
		count(v,
			same && (last == row->addr ||
					has_chain(v, last, &chain)),
			same ? last : row->addr, &chain);
		stage_part(i, lines->row_count);
	}
}

static bool has_outermost(
	struct verification *v, uint64_t addr, const struct chain *chain)
{
	const struct table_format *format = v->table->format;
	struct table_frame frame = { 0 };
	bool known = false;

	format->begin_frames(v->table, addr);
	while (format->next_frame(v->table, &frame)) {
		known = frame.function == NULL;
	}
	if (chain->count == 0 || !known) {
		return chain->count == 0 && !known;
	}
	return !frame.approximate &&
	       is_same(v, &chain->frames[chain->count - 1], &frame);
}

static void verify_returns(struct verification *v)
{
	const struct lines *lines = v->lines;
	struct chain chain;

	for (size_t i = 0; i < lines->return_count; i++) {
		const uint64_t addr = lines->returns[i] - 1;

		state(lines, lines_find(lines, addr), &chain);
		count(v, has_outermost(v, addr, &chain), addr, &chain);
		stage_part(i, lines->return_count);
	}
}

bool verify_lines(const struct table *table, const struct elf_file *file,
	verify_report *report, void *context, struct verified_lines *verified,
	struct error *err)
{
	struct lines lines = { 0 };
	struct verification v = { .table = table,
		.lines = &lines,
		.report = report,
		.context = context,
		.verified = verified };

	*verified = (struct verified_lines){ .calls = table_lines(table) ==
						      LINES_CALLS };
	if (!read_lines_and_say(file, "", &lines, err)) {
		return false;
	}
	stage_begin("checking lines");
	if (verified->calls) {
		verify_returns(&v);
	} else {
		verify_rows(&v);
	}
	lines_free(&lines);
	return true;
}
