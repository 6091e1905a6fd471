/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "build.h"

#include <inttypes.h>
#include <stdio.h>

#include "core/stage.h"
#include "elf_origin.h"
#include "read_lines.h"
#include "placing.h"
#include "report.h"
#include "select.h"

/* Gives symbols the addresses that they will have with the table at PLACE. */
static void move_symbols_with(
	const struct place *place, struct symbol_list *list)
{
	bool moved = false;

	for (size_t i = 0; i < list->count; i++) {
		struct symbol *symbol = &list->symbols[i];
		const uint64_t to = place_moved(place, symbol->addr);

		moved = moved || to != symbol->addr;
		symbol->addr = to;
	}
	if (moved) {
		symbol_list_sort(list);
	}
}

bool build_target(const struct options *options, const struct elf_file *file,
	struct table_target *target, struct error *err)
{
	*target = (struct table_target){ .by_name = options->by_name };
	if (file != NULL) {
		target->path = file->path;
		target->word_size = file->word_size;
		target->big_endian = file->big_endian;
	}
	return origin_of(file, &options->selection, &target->origin, err);
}

bool build_table(const struct options *options, const struct elf_file *file,
	const struct place *place, struct build *build, struct error *err)
{
	const struct table_format *format = placing_format(options);
	struct table_target target;
	const uint64_t room = place != NULL ? place->capacity : UINT64_MAX;
	struct symbol_list list = { 0 };
	struct lines lines = { 0 };
	bool built = build_target(options, file, &target, err) &&
		     select_and_say(file, &options->selection, &list, err) &&
		     (options->mode == LINES_OFF ||
			     read_lines_and_say(
				     file, options->strip_prefix, &lines, err));

	target.mode = options->mode;
	target.lines = &lines;
	target.addr = place != NULL ? place->reservation.addr : 0;
	/* A map's, and a debug file's, stay as these say. */
	if (built && place != NULL && options->selection.map == NULL &&
		file->debug == NULL) {
		move_symbols_with(place, &list);
	}
	stage_begin("building the table");
	built = built && format->encode(&list, &target, &build->table, err) &&
		(!options->fit || fit_table(&list, format, &target, room,
					  &build->table, &build->fit, err)) &&
		(file == NULL || elf_file_unchanged(file, err));
	build->count = list.count;
	symbol_list_free(&list);
	lines_free(&lines);
	return built;
}

static bool build_fitting(const struct options *options,
	const struct elf_file *file, struct place *place, struct build *build,
	struct error *err)
{
	return placing_find(options, file, place, err) &&
	       build_table(options, file, place, build, err) &&
	       placing_fit(options, place, build->table.size, err);
}

bool build_alone(const struct options *options, const struct elf_file *file,
	struct build *build, struct error *err)
{
	struct place place = { 0 };
	bool built;

	/* Else the size does not depend on where it is linked. */
	if (!options->fit && !options->append) {
		return build_table(options, file, NULL, build, err);
	}
	if (file == NULL) {
		return fail_usage(
			err, "--fit and --append: expected an ELF to fit into");
	}
	built = build_fitting(options, file, &place, build, err);
	place_close(&place);
	if (built) {
		fit_print(&build->fit, options->path);
	}
	return built;
}

bool build_place(const char *done, const struct options *options,
	const struct table_format *format, struct place *place,
	const struct buffer *table, uint64_t count, struct error *err)
{
	const struct reservation *r = &place->reservation;

	if (!placing_fit(options, place, table->size, err) ||
		!placing_fill(place, format, table, count, err)) {
		return false;
	}
	fprintf(report_stream(options),
		"%s %" PRIu64 " symbol%s: %zu of %" PRIu64
		" bytes in %s at 0x%" PRIx64 "\n",
		done, count, report_plural(count), table->size, r->size,
		r->section, r->addr);
	return true;
}
