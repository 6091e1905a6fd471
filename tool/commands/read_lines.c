/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "read_lines.h"

#include <stdio.h>

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

bool read_lines_and_say(const struct elf_file *file, const char *strip_prefix,
	struct lines *lines, struct error *err)
{
	if (!lines_read(file, strip_prefix, lines, err)) {
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
