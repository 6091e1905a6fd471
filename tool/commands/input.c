/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "input.h"

#include <ksym_format.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "elf_origin.h"
#include "image_refuse.h"
#include "reserved.h"

enum kind {
	KIND_ELF,
	KIND_TABLE,
	KIND_OTHER,
};

/* By how the file begins; elf_file_open says why one cannot be read. */
static enum kind kind_of(const char *path)
{
	unsigned char begin[4];
	struct buffer bytes = { .data = begin };
	struct stat st;
	FILE *stream;

	/* A FIFO would keep us waiting. */
	if (stat(path, &st) != 0 || !S_ISREG(st.st_mode)) {
		return KIND_ELF;
	}
	stream = fopen(path, "rbe");
	if (stream == NULL) {
		return KIND_ELF;
	}
	bytes.size = fread(begin, 1, sizeof(begin), stream);
	(void)fclose(stream);
	if (table_format_of(&bytes)->magic != NULL) {
		return KIND_TABLE;
	}
	return bytes.size == sizeof(begin) &&
			       memcmp(begin, ELFMAG, SELFMAG) == 0
		       ? KIND_ELF
		       : KIND_OTHER;
}

/* Notes how the table is not this ELF's. */
static bool compare_origins(struct input *input, struct error *err)
{
	struct origin table, elf;

	if (!table_origin(&input->table, &table)) {
		return true;
	}
	if (!origin_of_elf(&input->file, &elf, err)) {
		return false;
	}
	(void)origin_agrees(&table, &elf, input->other);
	return true;
}

/* A file that holds a table and nothing else. */
static bool open_file(struct table *table, const char *path, struct error *err)
{
	const struct table_source source = { .path = path };
	struct buffer bytes = { 0 };

	if (!buffer_read_file(&bytes, path, KSYM_SIZE_MAX, err)) {
		free(bytes.data);
		return false;
	}
	return table_open(table, table_format_of(&bytes), &bytes, &source, err);
}

bool input_open(
	struct input *input, const struct options *options, struct error *err)
{
	*input = (struct input){ .file = { .fd = -1 } };
	switch (kind_of(options->path)) {
	case KIND_TABLE:
		return open_file(&input->table, options->path, err);
	case KIND_OTHER:
		return image_refuse(options->path, err);
	case KIND_ELF:
		break;
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
		!reserved_open(&input->reservation, &input->table, err)) {
		elf_file_close(&input->file);
		return false;
	}
	if (!compare_origins(input, err)) {
		input_close(input);
		return false;
	}
	return true;
}

void input_close(struct input *input)
{
	table_close(&input->table);
	elf_file_close(&input->file);
}

bool input_may_name(const struct input *input)
{
	if (input->other[0] == '\0') {
		return true;
	}
	fprintf(stderr, "ksym: %s: %s as the ELF has it: no address is named\n",
		input->table.path, input->other);
	return false;
}
