/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "placing.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "reserved.h"
#include "say.h"

const struct table_format *placing_format(const struct options *options)
{
	return options->format != NULL ? options->format
				       : table_format_default();
}

bool placing_find(const struct options *options, const struct elf_file *file,
	struct place *place, struct error *err)
{
	const struct place_request request = {
		.section = options->selection.section,
		.output = options->output != NULL ? options->output
						  : options->path,
		.grow = options->grow,
		.trim = options->trim,
		.append = options->append,
		.append_at = options->append_at,
		.append_address = options->append_address,
	};

	return place_find(place, &request, file, err) &&
	       (request.append ||
		       reserved_may_be_replaced(&place->reservation, err));
}

/* The options that would make a table of SIZE bytes fit, as far as we know. */
static void list_help(const struct options *options, const struct place *place,
	uint64_t size, char *text, size_t room)
{
	const struct {
		bool helps;
		const char *option;
	} helps[] = {
		{ true, "to reserve more" },
		{ !options->grow && size <= place_reach(place), "--grow" },
		{ !options->fit, "--fit" },
		{ !options->fit && options->mode == LINES_FULL,
			"--lines calls" },
		{ !options->fit && options->mode != LINES_OFF, "--lines off" },
		{ !options->fit && !options->selection.functions_only,
			"--select functions" },
		{ options->by_name, "no --by-name" },
		{ placing_format(options)->needs_count, "--format compact" },
		{ !options->fit && options->selection.exclude == NULL,
			"--exclude what ksym size --by prefix shows" },
	};
	const char *between = "; what helps: ";

	text[0] = '\0';
	for (size_t i = 0; i < sizeof(helps) / sizeof(helps[0]); i++) {
		const size_t at = strlen(text);

		if (helps[i].helps) {
			(void)snprintf(text + at, room - at, "%s%s", between,
				helps[i].option);
			between = ", ";
		}
	}
}

static bool fail_small(const struct options *options, const struct place *place,
	uint64_t size, struct error *err)
{
	const struct reservation *r = &place->reservation;
	char help[256], why[PLACE_TEXT];

	list_help(options, place, size, help, sizeof(help));
	place_explain(place, why);
	return fail(err,
		"%s: section %s (at 0x%" PRIx64
		") is too small: the table needs %" PRIu64 " bytes%s, %" PRIu64
		" are reserved%s%s%s",
		r->file->path, r->section, r->addr, size,
		options->fit ? " even with --fit" : "", r->size,
		options->grow ? ", and it cannot grow so far: " : "",
		options->grow ? why : "", help);
}

bool placing_fit(const struct options *options, struct place *place,
	uint64_t size, struct error *err)
{
	return !options->append && size > place->capacity
		       ? fail_small(options, place, size, err)
		       : place_fit(place, size, err);
}

static void say_image(const char *path, const struct append_facts *facts)
{
	say_note("%s: to be mapped, read-only: 0x%" PRIx64
		 " bytes at 0x%" PRIx64 ", physical 0x%" PRIx64
		 "; a raw image (objcopy -O binary) grows by %" PRIu64
		 " bytes to %" PRIu64,
		path, facts->bytes, facts->addr, facts->physical,
		facts->image - facts->image_before, facts->image);
	if (facts->before[0] != '\0') {
		say_note(
			"%s: the table lies after %s (0x%" PRIx64
			"), where a heap may be, or no memory: --append-address sets another address",
			path, facts->before, facts->before_at);
	}
}

static void say_append(const char *path, const struct append_facts *facts)
{
	if (facts->has_moved_headers) {
		say_note(
			"%s: the program headers had no room and moved to 0x%" PRIx64
			": strip before --append, not after; verify finds what strip breaks",
			path, facts->headers);
	}
	if (!facts->is_program) {
		say_image(path, facts);
	}
}

bool placing_fill(struct place *place, const struct table_format *format,
	const struct buffer *table, uint64_t count, struct error *err)
{
	const struct reservation *r = &place->reservation;
	struct place_facts facts;

	if (!place_fill(
		    place, table, format->needs_count, count, &facts, err)) {
		return false;
	}
	if (!facts.is_located && (facts.is_appended || facts.is_larger)) {
		say_note(
			"%s: no ksym_location (KSYM_LOCATION in ksym.h) to tell the kernel of %" PRIu64
			" bytes at 0x%" PRIx64,
			r->file->path, r->size, r->addr);
	}
	if (facts.is_appended) {
		say_append(r->file->path, &facts.append);
	}
	return true;
}
