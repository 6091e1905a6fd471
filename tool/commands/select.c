/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "select.h"

#include "report.h"
#include "say.h"

static void say_lost(
	const char *path, const struct lost_names *lost, const char *what)
{
	if (lost->count > 0) {
		say_note("%s: %zu name%s %s, first %.64s", path, lost->count,
			report_plural(lost->count), what, lost->first);
	}
}

/* A pattern that is mistyped leaves a table that names nothing. */
static void say_filtered(const char *path, const struct selection *selection)
{
	const bool includes = selection->include != NULL;
	const bool excludes = selection->exclude != NULL;

	if (includes || excludes) {
		say_note(
			"%s: no symbol is left by%s%s%s%s%s: patterns are matched with names as they are stored",
			path, includes ? " --include " : "",
			includes ? selection->include : "",
			includes && excludes ? " and" : "",
			excludes ? " --exclude " : "",
			excludes ? selection->exclude : "");
	}
}

bool select_and_say(const struct elf_file *file,
	const struct selection *selection, struct symbol_list *list,
	struct error *err)
{
	struct name_losses losses = { 0 };
	const bool done = select_symbols(file, selection, list, &losses, err);
	const char *path = selection->map != NULL ? selection->map : file->path;

	say_lost(path, &losses.too_long,
		"kept mangled: source form longer than 65535 bytes");
	say_lost(path, &losses.costly,
		"kept mangled: too much time or memory to demangle");
	say_lost(path, &losses.cut, "cut to 65535 bytes");
	if (done && list->count == 0) {
		say_filtered(path, selection);
	}
	return done;
}
