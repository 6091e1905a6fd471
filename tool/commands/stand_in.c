/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "stand_in.h"

#include <stdlib.h>

#include "build.h"
#include "placing.h"
#include "place/reservation.h"
#include "progress.h"
#include "reserved.h"
#include "say.h"
#include "symbols/demangler.h"

/* Sets *WHYP to why FILE has no table in SECTION, or NULL where it may have. */
static bool find_why(const struct elf_file *file, const char *name,
	const char **whyp, struct error *err)
{
	struct reservation reservation;
	struct elf_section section;
	bool found, erased;

	*whyp = NULL;
	if (!elf_file_find_section(file, name, &section, &found, err)) {
		return false;
	}
	if (!found) {
		*whyp = "no section";
		return true;
	}
	if (section.shdr.sh_type == SHT_NOBITS) {
		*whyp = "no bytes in the file for section";
		return true;
	}
	if (!reservation_find(file, name, &reservation, err) ||
		!reserved_is_erased(&reservation, &erased, err)) {
		return false;
	}
	*whyp = erased ? "nothing yet in section" : NULL;
	return true;
}

static bool say_why(const struct elf_file *file, const char *section,
	const char *why, struct error *err)
{
	struct elf_section symbols;
	bool whole;

	if (!elf_file_find_section(file, ".symtab", &symbols, &whole, err)) {
		return false;
	}
	say_note(
		"%s: no table (%s %s): its %s answers; ksym embed %s puts one in, or says what it lacks",
		file->path, why, section,
		whole ? ".symtab" : ".dynsym (stripped: --debug-file has more)",
		file->path);
	return true;
}

static bool open_built(struct table *table, const struct elf_file *file,
	const struct options *options, struct error *err)
{
	const struct table_source source = { .path = file->path };
	struct options built_by = *options;
	struct build build = { 0 };
	bool built;

	built_by.mode = options->lines ? LINES_FULL : LINES_OFF;
	/* As the ELF has them is better than not at all. */
	built_by.selection.mangled = demangler_languages[0] == NULL;
	progress_begin();
	built = build_table(&built_by, file, NULL, &build, err);
	progress_end();
	if (!built) {
		free(build.table.data);
		return false;
	}
	return table_open(
		table, placing_format(options), &build.table, &source, err);
}

bool stand_in_open(struct table *table, const struct elf_file *file,
	const struct options *options, bool *openedp, struct error *err)
{
	const char *const section = options->selection.section;
	const bool asked =
		options->selection.map != NULL || options->debug_file != NULL;
	const char *why = NULL;

	*openedp = false;
	if (!asked && !find_why(file, section, &why, err)) {
		return false;
	}
	if (!asked && why == NULL) {
		return true;
	}
	*openedp = open_built(table, file, options, err) &&
		   (asked || say_why(file, section, why, err));
	return *openedp;
}
