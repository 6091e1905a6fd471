/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "lines.h"

#include <dwarf.h>
#include <elfutils/libdwelf.h>
#include <errno.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "core/array.h"
#include "core/stage.h"
#include "entry.h"
#include "lines_memory.h"
#include "reading.h"

const char *const lines_library = "libdw";

/* Where libdw goes on where it has no memory; it gives no context to say so. */
static _Thread_local jmp_buf out_of_memory;

static _Noreturn void run_out_of_memory(void)
{
	longjmp(out_of_memory, 1);
}

/* A unit, with the entries of its .dwo file if it is split. */
struct unit {
	Dwarf_CU *unit;
	Dwarf_Die root;
	Dwarf_Die split; /* no entry: .addr is NULL */
	uint8_t type;
};

/* Whether the unit is one with code of its own. */
static bool has_code(const struct unit *unit)
{
	return unit->type == DW_UT_compile || unit->type == DW_UT_skeleton ||
	       unit->type == DW_UT_split_compile;
}

/* The unit's calls, and its rows. */
static bool read_entries(struct reading *reading, const struct unit *unit,
	struct line_table *table, struct error *err)
{
	const size_t first_call = reading->call_count;
	Dwarf_Die root = unit->split.addr != NULL ? unit->split : unit->root;
	Dwarf_Die whole = unit->root;

	reading->range_count = 0;
	reading->range_lists = range_lists_of(reading, &whole, NULL);
	if (!ranges_add(reading, &whole, LINES_NONE, 0, err)) {
		return false;
	}
	reading->is_bounded = reading->range_count > 0;
	if (unit->split.addr != NULL) {
		reading->range_lists = range_lists_of(reading, &whole, &root);
	}
	reading->owners.count = 0;
	if (!tree_read(reading, &root, err)) {
		return false;
	}
	if (!has_code(unit) || table == NULL || table->taken) {
		return true;
	}
	table->taken = true;
	if (!line_table_run(table, &reading->program, err)) {
		reading->bad = true;
		return false;
	}
	return owners_settle(reading, first_call, err) &&
	       ranges_settle(reading, err) &&
	       rows_append(reading, table, first_call, err);
}

static void note_missing(const struct reading *reading, const struct unit *unit,
	struct lines_losses *losses)
{
	Dwarf_Die root = unit->root;
	Dwarf_Attribute attr;
	const char *name = dwarf_attr(&root, DW_AT_dwo_name, &attr) != NULL ||
					   dwarf_attr(&root, DW_AT_GNU_dwo_name,
						   &attr) != NULL
				   ? entry_text(reading, &root, &attr)
				   : NULL;

	if (losses->missing++ == 0) {
		error_set(&losses->lacking, "%s: %s was not found",
			reading->file.path,
			name != NULL ? name : "a .dwo file");
	}
}

/* Of what dwz moved to a file that is not there all units lack something. */
static void note_no_alternate(
	const struct reading *reading, struct lines_losses *losses)
{
	const char *name;
	const void *id;

	if (dwelf_dwarf_gnu_debugaltlink(reading->dwarf, &name, &id) <= 0) {
		return;
	}
	losses->missing = losses->units;
	error_set(&losses->lacking,
		"%s: %s, to which dwz moved what it shares, was not found",
		reading->file.path, name);
}

/* Whether the text of that attribute ends, if there is one: libdw needs that. */
static bool text_ends(
	const struct reading *reading, Dwarf_Die *root, unsigned name)
{
	Dwarf_Attribute attr;

	return dwarf_attr(root, name, &attr) == NULL ||
	       entry_text(reading, root, &attr) != NULL;
}

/* Finds the other part of a skeleton, in a file or in a package. */
static bool find_split(
	struct reading *reading, struct unit *unit, struct error *err)
{
	uint64_t id;

	unit->split = (Dwarf_Die){ .addr = NULL };
	if (unit->type != DW_UT_skeleton) {
		return true;
	}
	if (!text_ends(reading, &unit->root, DW_AT_comp_dir) ||
		!text_ends(reading, &unit->root, DW_AT_dwo_name) ||
		!text_ends(reading, &unit->root, DW_AT_GNU_dwo_name)) {
		return fail_unit(
			reading, err, "the name of its .dwo file does not end");
	}
	if (dwarf_cu_info(
		    unit->unit, NULL, NULL, NULL, NULL, &id, NULL, NULL) != 0) {
		return fail_unit(reading, err, "%s", dwarf_errmsg(-1));
	}
	return dwo_find(reading, id, &unit->root, &unit->split, err) &&
	       (unit->split.addr != NULL ||
		       package_find(
			       reading, id, &unit->root, &unit->split, err));
}

/* Takes the sections that the other part of UNIT is in. */
static bool take_split(
	struct reading *reading, struct unit *unit, struct error *err)
{
	Dwarf *dwarf = dwarf_cu_getdwarf(unit->split.cu);

	return table_take_sections(reading, dwarf, err) &&
	       abbreviations_check_unit(reading, table_sections(reading, dwarf),
		       &unit->split, err) &&
	       table_share(reading, unit->unit, unit->split.cu, err);
}

/* Takes the sections of a file, and looks at all of its units. */
static bool take_file(struct reading *reading, Dwarf *dwarf, struct error *err)
{
	const struct dwarf_sections *sections;

	if (!table_take_sections(reading, dwarf, err)) {
		return false;
	}
	sections = table_sections(reading, dwarf);
	abbreviations_allow(reading, sections->abbrev);
	return abbreviations_check(reading, sections, err);
}

static bool read_unit(struct reading *reading, struct unit *unit,
	struct lines_losses *losses, struct error *err)
{
	struct line_table *table;

	/* Of an unknown kind. */
	if (unit->root.addr == NULL) {
		return true;
	}
	if (!table_of_unit(reading, unit->unit, &table, err) ||
		!find_split(reading, unit, err)) {
		return false;
	}
	if (unit->split.addr != NULL && !take_split(reading, unit, err)) {
		return false;
	}
	if (unit->type == DW_UT_skeleton && unit->split.addr == NULL) {
		note_missing(reading, unit, losses);
	}
	return read_entries(reading, unit, table, err);
}

/* How much there was before a unit. */
struct mark {
	size_t rows, runs, returns, described;
};

/* Leaves out what a unit gave before it turned out to be wrong. */
static bool leave_out(struct reading *reading, const struct unit *unit,
	const struct mark *mark, struct lines_losses *losses, struct error *err)
{
	if (!reading->bad) {
		return false;
	}
	reading->bad = false;
	reading->row_count = mark->rows;
	reading->run_count = mark->runs;
	reading->return_count = mark->returns;
	reading->described_count = mark->described;
	if (losses->left_out++ == 0) {
		Dwarf_Die root = unit->root;

		error_set(&losses->first,
			"%s: unit at .debug_info+0x%" PRIx64 ": %s",
			reading->file.path, (uint64_t)dwarf_dieoffset(&root),
			err->text);
	}
	return true;
}

static bool read_units(struct reading *reading, Dwarf *dwarf,
	struct lines_losses *losses, struct error *err)
{
	struct unit unit = { 0 };
	int found;

	while ((found = dwarf_get_units(dwarf, unit.unit, &unit.unit, NULL,
			&unit.type, &unit.root, NULL)) == 0) {
		const struct mark mark = { reading->row_count,
			reading->run_count, reading->return_count,
			reading->described_count };

		/* Of what it lacks libdw does not tell then, and crashes later.
		 */
		if (errno == ENOMEM) {
			return fail(err, "out of memory");
		}
		losses->units++;
		if (!read_unit(reading, &unit, losses, err) &&
			!leave_out(reading, &unit, &mark, losses, err)) {
			return false;
		}
	}
	if (found < 0 && losses->left_out++ == 0) {
		error_set(&losses->first,
			"%s: unit %zu and those behind it: %s",
			reading->file.path, losses->units, dwarf_errmsg(-1));
	}
	return true;
}

static int compare_returns(const void *a, const void *b)
{
	const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* Takes the return addresses, once each. */
static void take_returns(struct reading *reading, struct lines *lines)
{
	uint64_t *returns = reading->returns;
	size_t count = 0;

	if (reading->return_count > 0) {
		qsort(returns, reading->return_count, sizeof(*returns),
			compare_returns);
	}
	for (size_t i = 0; i < reading->return_count; i++) {
		if (count == 0 || returns[count - 1] != returns[i]) {
			returns[count++] = returns[i];
		}
	}
	lines->returns = returns;
	lines->return_count = count;
	reading->returns = NULL;
}

/* Takes the functions that list their calls. */
static void take_described(struct reading *reading, struct lines *lines)
{
	lines->described = reading->described;
	lines->described_count =
		ranges_unite(reading->described, reading->described_count);
	reading->described = NULL;
}

/* The file's units, and those that dwz moved to another one, to be shared. */
static bool read_files(
	struct reading *reading, struct lines_losses *losses, struct error *err)
{
	Dwarf *alternate;

	(void)dwarf_new_oom_handler(reading->dwarf, run_out_of_memory);
	alternate = dwarf_getalt(reading->dwarf);
	if (alternate != NULL) {
		(void)dwarf_new_oom_handler(alternate, run_out_of_memory);
	}
	if (!take_file(reading, reading->dwarf, err) ||
		(alternate != NULL && !take_file(reading, alternate, err)) ||
		!read_units(reading, reading->dwarf, losses, err)) {
		return false;
	}
	if (alternate == NULL) {
		note_no_alternate(reading, losses);
		return true;
	}
	return read_units(reading, alternate, losses, err);
}

static bool read_all(struct reading *reading, const struct elf_file *file,
	const char *strip_prefix, struct lines *lines, struct error *err)
{
	lines->memory = calloc(1, sizeof(*lines->memory));
	if (lines->memory == NULL) {
		return fail(err, "out of memory");
	}
	if (!reading_open(reading, file, err) ||
		!read_files(reading, &lines->losses, err)) {
		return false;
	}
	if (!lines_finish(reading, strip_prefix, lines, err)) {
		const struct error why = *err;

		return reading->bad ? fail(err, "%s: %s", reading->file.path,
					      why.text)
				    : false;
	}
	take_returns(reading, lines);
	take_described(reading, lines);
	lines->memory->paths = reading->paths;
	lines->memory->texts = reading->texts;
	reading->paths = reading->texts = (struct interner){ 0 };
	return true;
}

/* All, or an error if memory ran out: libdw has less to tell then. */
static bool read_or_run_out(struct reading *reading,
	const struct elf_file *file, const char *strip_prefix,
	struct lines *lines, struct error *err)
{
	bool ok;

	errno = 0;
	if (setjmp(out_of_memory) != 0) {
		return fail(err, "out of memory");
	}
	ok = read_all(reading, file, strip_prefix, lines, err);
	return errno != ENOMEM ? ok : fail(err, "out of memory");
}

bool lines_read(const struct elf_file *file, const char *strip_prefix,
	struct lines *lines, struct error *err)
{
	struct reading *reading = calloc(1, sizeof(*reading));
	bool ok;

	*lines = (struct lines){ 0 };
	if (reading == NULL) {
		return fail(err, "out of memory");
	}
	stage_begin("reading lines");
	reading->file.fd = -1;
	ok = read_or_run_out(reading, file, strip_prefix, lines, err);
	reading_close(reading);
	free(reading);
	if (!ok) {
		lines_free(lines);
		return false;
	}
	/* Why units were left out is among the losses. */
	*err = (struct error){ 0 };
	return true;
}
