/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "read_lines.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dwarf/path.h"
#include "say.h"

/* One line for all; the first unit of them stands for the others. */
static void say_losses(const struct lines_losses *losses)
{
	const char *first = losses->left_out > 0 ? losses->first.text
						 : losses->lacking.text;
	char wrong[64] = "", split[80] = "";

	if (losses->left_out > 0) {
		(void)snprintf(wrong, sizeof(wrong), " the lines of %zu",
			losses->left_out);
	}
	if (losses->missing > 0) {
		(void)snprintf(split, sizeof(split),
			"%s the inlined calls of %zu",
			losses->left_out > 0 ? "," : "", losses->missing);
	}
	say_note("%s; left out of %zu units:%s%s", first, losses->units, wrong,
		split);
}

/* Sets PATH to the directory DIR, from the root on. */
static bool from_root(const char *dir, struct buffer *path, struct error *err)
{
	char *here = getcwd(NULL, 0);
	const char *const parts[] = { here, dir };
	bool done;

	if (here == NULL) {
		return fail(err, "the current directory: %s", strerror(errno));
	}
	done = path_join(path, parts, 2, err) &&
	       buffer_append(path, "", 1, err);
	free(here);
	return done;
}

/* A prefix of no path, mistyped, would disclose what it was to hide. */
static void say_unused(const struct lines *lines, const char *strip_prefix)
{
	for (size_t i = 0; i < lines->file_count; i++) {
		if (lines->files[i][0] != '/') {
			return;
		}
	}
	say_note(
		"--strip-prefix '%s': no source file is below it; their paths are whole",
		strip_prefix);
}

static bool read_below(const struct elf_file *file, const char *strip_prefix,
	struct lines *lines, struct error *err)
{
	struct buffer prefix = { 0 };
	bool done;

	if (strip_prefix == NULL || strip_prefix[0] == '\0') {
		return lines_read(file, strip_prefix, lines, err);
	}
	done = from_root(strip_prefix, &prefix, err) &&
	       lines_read(file, (const char *)prefix.data, lines, err);
	free(prefix.data);
	if (done) {
		say_unused(lines, strip_prefix);
	}
	return done;
}

bool read_lines_and_say(const struct elf_file *file, const char *strip_prefix,
	struct lines *lines, struct error *err)
{
	if (!read_below(file, strip_prefix, lines, err)) {
		return false;
	}
	if (lines->row_count == 0) {
		lines_free(lines);
		return fail(err,
			"%s: no lines: its DWARF is of none of its code",
			elf_file_with_symbols(file)->path);
	}
	if (lines->losses.left_out > 0 || lines->losses.missing > 0) {
		say_losses(&lines->losses);
	}
	return true;
}
