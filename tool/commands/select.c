/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "select.h"

#include <stdio.h>

#include "progress.h"
#include "symbols/select_symbols.h"

static void say(
	const char *path, const struct lost_names *lost, const char *what)
{
	struct error line;

	if (lost->count > 0) {
		progress_end();
		error_set(&line, "%s: %zu %s %s, first %.64s", path,
			lost->count, lost->count == 1 ? "name" : "names", what,
			lost->first);
		(void)fprintf(stderr, "ksym: %s\n", line.text);
	}
}

bool select_and_say(const struct elf_file *file,
	const struct selection *selection, struct symbol_list *list,
	struct error *err)
{
	struct name_losses losses = { 0 };
	const bool done = select_symbols(file, selection, list, &losses, err);
	const char *path = selection->map != NULL ? selection->map : file->path;

	say(path, &losses.too_long,
		"kept mangled: source form longer than 65535 bytes");
	say(path, &losses.costly,
		"kept mangled: too much time or memory to demangle");
	say(path, &losses.cut, "cut to 65535 bytes");
	return done;
}
