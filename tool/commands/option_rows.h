/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Every option: how it is written, what it takes and where that is kept. */
#ifndef KSYM_TOOL_OPTION_ROWS_H
#define KSYM_TOOL_OPTION_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/error.h"
#include "options.h"

struct option_row {
	char letter; /* of its short form, or NUL */
	const char *name;
	const char *argument; /* NULL: takes none; A|B|C: one of these words */
	const char *help;

	/* Stores WORD, the argument or NULL, at TO. */
	bool (*set)(const struct option_row *row, const char *word, void *to,
		struct error *err);
	size_t at; /* offset of TO in struct options */
};

/* By enum option_id. */
extern const struct option_row option_rows[OPTIONS];

/* Whether the command knows the option. */
bool option_taken(const struct command *command, enum option_id id);

/* Prints the command's --help. */
void options_help(const struct command *command);

/* The words that its value may be, "A, B or C"; "" where it may be others. */
void option_words(enum option_id id, char *text, size_t size);

/* Stores the option in OPTIONS, and that it was given. */
bool option_set(enum option_id id, const char *word, struct options *options,
	struct error *err);

#endif
