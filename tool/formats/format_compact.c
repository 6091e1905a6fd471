/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The compact format: written by ksym_write, read through libksym. */
#include <inttypes.h>
#include <ksym.h>
#include <ksym_format.h>
#include <ksym_write.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/stage.h"
#include "core/word.h"
#include "compact.h"
#include "compact_lines.h"
#include "formats.h"

static bool fail_write(struct error *err, const struct symbol_list *list,
	int status, const struct ksym_written *written)
{
	char limit[64] = "";

	if (written->limit > 0) {
		(void)snprintf(limit, sizeof(limit),
			": %" PRIu64 ", expected at most %" PRIu64,
			written->found, written->limit);
	}
	if (status > KSYM_WRITE_NAME || status <= KSYM_WRITE_LINES) {
		return fail(err, "%s%s", ksym_write_strerror(status), limit);
	}
	return fail(err, "symbol %zu, %.60s: %s%s", written->symbol,
		list->symbols[written->symbol].name,
		ksym_write_strerror(status), limit);
}

static struct ksym_write_symbol *symbols_of(const struct symbol_list *list)
{
	struct ksym_write_symbol *symbols =
		calloc(list->count + 1, sizeof(*symbols));

	for (size_t i = 0; symbols != NULL && i < list->count; i++) {
		const struct symbol *symbol = &list->symbols[i];

		symbols[i] =
			(struct ksym_write_symbol){ symbol->addr, symbol->size,
				symbol->name, symbol->type, symbol->flags };
	}
	return symbols;
}

static void report(void *unused, unsigned percent)
{
	(void)unused;
	stage_part(percent, 100);
}

/* Writes the table of LIST, with LINES or none (NULL). */
static bool write_table(const struct symbol_list *list,
	const struct table_target *target, const struct ksym_write_lines *lines,
	struct buffer *out, struct error *err)
{
	const struct origin *origin = &target->origin;
	const struct ksym_write_options options = { .by_name = target->by_name,
		.elf_class = origin->class,
		.elf_data = origin->data,
		.selected = origin->selected,
		.machine = origin->machine,
		.max_name = origin->max_name,
		.id = origin->id,
		.id_size = origin->id_size,
		.lines = lines,
		.progress = report };
	struct ksym_write_symbol *symbols = symbols_of(list);
	struct ksym_written written = { 0 };
	int status = KSYM_WRITE_MEMORY;
	bool done;

	if (symbols != NULL) {
		status = ksym_write(symbols, list->count, &options, &written);
	}
	free(symbols);
	done = status == KSYM_WRITE_OK
		       ? buffer_append(out, written.bytes, written.size, err)
		       : fail_write(err, list, status, &written);
	ksym_write_free(&written);
	return done;
}

static bool encode(const struct symbol_list *list,
	const struct table_target *target, struct buffer *out,
	struct error *err)
{
	struct compact_lines lines = { 0 };
	bool done;

	if (target->mode == LINES_OFF) {
		return write_table(list, target, NULL, out, err);
	}
	done = compact_lines_make(&lines, target->lines, target->mode, err) &&
	       write_table(list, target, &lines.input, out, err);
	compact_lines_free(&lines);
	return done;
}

static bool fail_table(struct error *err, const char *path, int status)
{
	return fail(err, "%s: no compact table can be read: %s", path,
		ksym_strerror(status));
}

/* ksym_location begins as a table does, but for the version. */
static bool begins(const struct buffer *bytes)
{
	return bytes->size > KSYM_AT_VERSION &&
	       bytes->data[KSYM_AT_VERSION] != 0;
}

static bool open_table(struct table *table, const struct table_source *source,
	struct error *err)
{
	struct compact *compact = malloc(sizeof(*compact));
	int status;

	(void)source;
	if (compact == NULL) {
		return fail(err, "out of memory");
	}
	table->state = compact;
	status = ksym_open(
		&compact->table, table->bytes.data, table->bytes.size);
	if (status != 0) {
		return fail_table(err, table->path, status);
	}
	table->used = word_load(table->bytes.data + KSYM_AT_SIZE, 4, false);
	return true;
}

static void close_table(struct table *table)
{
	free(table->state);
}

static bool check(const struct table *table, struct error *err)
{
	const int status = ksym_check(compact_opened(table));

	return status == 0 || fail_table(err, table->path, status);
}

static size_t count(const struct table *table)
{
	return ksym_count(compact_opened(table));
}

static void describe(const struct table *table,
	const struct ksym_symbol *symbol, struct symbol *symbolp)
{
	struct compact *compact = table->state;

	(void)ksym_name(
		&compact->table, symbol, compact->name, sizeof(compact->name));
	*symbolp = (struct symbol){ .addr = symbol->addr,
		.size = symbol->size,
		.type = symbol->type,
		.flags = symbol->flags,
		.name = compact->name };
}

static void get(const struct table *table, size_t i, struct symbol *symbolp)
{
	struct ksym_symbol symbol = { 0 };

	(void)ksym_get(compact_opened(table), (uint32_t)i, &symbol);
	describe(table, &symbol, symbolp);
}

static bool lookup(
	const struct table *table, uint64_t addr, struct symbol *symbolp)
{
	struct ksym_symbol symbol;

	if (ksym_lookup(compact_opened(table), addr, &symbol) != 0) {
		return false;
	}
	describe(table, &symbol, symbolp);
	return true;
}

static bool find(
	const struct table *table, const char *name, size_t from, size_t *ip)
{
	struct ksym_symbol symbol = { .index = (uint32_t)from - 1 };
	const int status =
		from == 0 ? ksym_find(compact_opened(table), name, &symbol)
			  : ksym_find_next(compact_opened(table), &symbol);

	*ip = symbol.index;
	return status == 0;
}

static enum lines_mode lines(const struct table *table)
{
	switch (ksym_has_lines(compact_opened(table))) {
	case KSYM_LINES_FULL:
		return LINES_FULL;
	case KSYM_LINES_CALLS:
		return LINES_CALLS;
	case KSYM_LINES_NONE:
		break;
	}
	return LINES_OFF;
}

static void begin_frames(const struct table *table, uint64_t addr)
{
	struct compact *compact = table->state;

	compact->has_frames =
		ksym_lines(&compact->table, addr, &compact->lines) == 0;
}

static bool next_frame(const struct table *table, struct table_frame *frame)
{
	struct compact *compact = table->state;
	const struct ksym_table *t = &compact->table;
	struct ksym_frame next;

	if (!compact->has_frames ||
		ksym_lines_next(&compact->lines, &next) != 1) {
		return false;
	}
	*frame = (struct table_frame){
		.approximate = (next.flags & KSYM_FRAME_APPROXIMATE) != 0
	};
	if (next.function != KSYM_OUTERMOST) {
		(void)ksym_frame_function(
			t, &next, compact->function, sizeof(compact->function));
		frame->function = compact->function;
	}
	if (next.line > 0 && ksym_frame_file(t, &next, compact->file,
				     sizeof(compact->file)) >= 0) {
		frame->file = compact->file;
		frame->line = next.line;
	}
	return true;
}

const struct table_format compact_format = {
	.name = "compact",
	.magic = "KSYM",
	.typed = true,
	.encode = encode,
	.open = open_table,
	.close = close_table,
	.check = check,
	.begins = begins,
	.count = count,
	.get = get,
	.lookup = lookup,
	.find = find,
	.lines = lines,
	.begin_frames = begin_frames,
	.next_frame = next_frame,
	.finds_fast = compact_finds_fast,
	.origin = compact_origin,
	.parts = compact_parts,
	.facts = compact_facts,
};
