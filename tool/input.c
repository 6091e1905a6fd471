/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "input.h"

#include <stdio.h>
#include <sys/stat.h>

/* Whether the file begins as a table does; one that cannot be read does not. */
static bool is_table(const char *path)
{
	unsigned char begin[4];
	struct buffer bytes = { .data = begin };
	struct stat st;
	FILE *stream;

	/* A FIFO would keep us waiting; elf_file_open refuses it. */
	if (stat(path, &st) != 0 || !S_ISREG(st.st_mode)) {
		return false;
	}
	stream = fopen(path, "rbe");
	if (stream == NULL) {
		return false;
	}
	bytes.size = fread(begin, 1, sizeof(begin), stream);
	(void)fclose(stream);
	return table_format_of(&bytes) == &compact_format;
}

bool input_open(
	struct input *input, const struct options *options, struct error *err)
{
	*input = (struct input){ .file = { .fd = -1 } };
	if (is_table(options->path)) {
		return table_open_file(&input->table, options->path, err);
	}
	input->is_elf = true;
	if (!elf_file_open(&input->file, options->path, err)) {
		return false;
	}
	if ((options->debug_file != NULL &&
		    !elf_file_open_debug(
			    &input->file, options->debug_file, err)) ||
		!reservation_find(&input->file, options->selection.section,
			&input->reservation, err) ||
		!table_open(&input->table, &input->reservation, err)) {
		elf_file_close(&input->file);
		return false;
	}
	return true;
}

void input_close(struct input *input)
{
	table_close(&input->table);
	elf_file_close(&input->file);
}
