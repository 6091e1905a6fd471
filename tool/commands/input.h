/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What a command reads a table from: an ELF, or a file with the table alone. */
#ifndef KSYM_TOOL_INPUT_H
#define KSYM_TOOL_INPUT_H

#include "elf/elf_file.h"
#include "core/error.h"
#include "options.h"
#include "place/reservation.h"
#include "formats/table.h"

struct input {
	bool is_elf; /* else file and reservation are empty */
	struct elf_file file;
	struct reservation reservation;
	struct table table;
	char other[ORIGIN_TEXT]; /* how it is not this ELF's table, or "" */
};

/*
 * Opens options->path and the table in it. Where it is an ELF without one and
 * its symbols may STAND IN for it, a line on standard error says that they do;
 * there is no reservation then.
 */
bool input_open(struct input *input, const struct options *options,
	bool stands_in, struct error *err);
void input_close(struct input *input);

/*
 * Whether the table may be of the ELF that it is in, so that its names can be
 * used. If not, says so in a line on standard error.
 */
bool input_may_name(const struct input *input);

/* Whether the table has lines, of whichever mode; it is an error if not. */
bool input_has_lines(const struct input *input, struct error *err);

#endif
