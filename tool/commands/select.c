/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "select.h"

#include "report.h"
#include "say.h"
#include "symbols/select_symbols.h"

static void say_lost(
	const char *path, const struct lost_names *lost, const char *what)
{
	if (lost->count > 0) {
		say_note("%s: %zu name%s %s, first %.64s", path, lost->count,
			report_plural(lost->count), what, lost->first);
	}
}

/* A pattern that is mistyped leaves a table that names nothing. */
static void say_nothing_matches(
	const char *path, const struct selection *selection)
{
	const char *exclude = selection->exclude;

	say_note(
		"%s: no symbol matches --include %s%s%s: patterns are held against names as they are stored",
		path, selection->include,
		exclude != NULL ? " and not --exclude " : "",
		exclude != NULL ? exclude : "");
}

/* An ELF without .symtab has the names of .dynsym, if it has any. */
static bool say_if_stripped(const struct elf_file *file, struct error *err)
{
	const struct elf_file *from = file->debug != NULL ? file->debug : file;
	struct elf_section section;
	bool whole;

	if (!elf_file_find_section(from, ".symtab", &section, &whole, err)) {
		return false;
	}
	if (!whole) {
		say_note(
			"%s: no symbols (stripped): --debug-file names the ELF that has them",
			from->path);
	}
	return true;
}

bool select_and_say(const struct elf_file *file,
	const struct selection *selection, struct symbol_list *list,
	struct error *err)
{
	struct name_losses losses = { 0 };
	bool done = select_symbols(file, selection, list, &losses, err);
	const char *path = selection->map != NULL ? selection->map : file->path;

	say_lost(path, &losses.too_long,
		"kept mangled: source form longer than 65535 bytes");
	say_lost(path, &losses.costly,
		"kept mangled: too much time or memory to demangle");
	say_lost(path, &losses.cut, "cut to 65535 bytes");
	if (done && list->count == 0 && selection->include != NULL) {
		say_nothing_matches(path, selection);
	} else if (done && list->count == 0 && selection->map == NULL) {
		done = say_if_stripped(file, err);
	}
	return done;
}
