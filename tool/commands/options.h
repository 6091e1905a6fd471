/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What a command is, and what it is asked: its options and its operands. */
#ifndef KSYM_TOOL_OPTIONS_H
#define KSYM_TOOL_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/error.h"
#include "elf/elf_file.h"
#include "symbols/selection.h"
#include "formats/table.h"

/* --max-name at least: one character in UTF-8 has up to 4 bytes. */
#define OPTIONS_MIN_NAME 4

/* In the order in which --help lists them. */
enum option_id {
	OPTION_OUTPUT,
	OPTION_FORMAT,
	OPTION_BY_NAME,
	OPTION_LINES_MODE,
	OPTION_STRIP_PREFIX,
	OPTION_LINES,
	OPTION_BY,
	OPTION_FIT,
	OPTION_GROW,
	OPTION_TRIM,
	OPTION_APPEND,
	OPTION_APPEND_ADDRESS,
	OPTION_SECTION,
	OPTION_MAP,
	OPTION_DEBUG_FILE,
	OPTION_SELECT,
	OPTION_INCLUDE,
	OPTION_EXCLUDE,
	OPTION_NAMES,
	OPTION_QUALIFY,
	OPTION_MAX_NAME,
	OPTION_BIAS,
	OPTION_RETURN,
	OPTION_IMAGE,
	OPTION_FORCE,
	OPTION_JSON,
	OPTION_COLOR,
	OPTION_HELP,
	OPTIONS
};

/* A set of options is the sum of these. */
#define TAKES(id) (UINT64_C(1) << (id))

/* Those that say which symbols a table holds. */
#define TAKES_SELECTION \
	(TAKES(OPTION_SECTION) | TAKES(OPTION_MAP) | \
		TAKES(OPTION_DEBUG_FILE) | TAKES(OPTION_SELECT) | \
		TAKES(OPTION_INCLUDE) | TAKES(OPTION_EXCLUDE) | \
		TAKES(OPTION_NAMES) | TAKES(OPTION_QUALIFY) | \
		TAKES(OPTION_MAX_NAME))

/* Those that say what to do about its size. */
#define TAKES_SPACE \
	(TAKES(OPTION_FIT) | TAKES(OPTION_GROW) | TAKES(OPTION_TRIM) | \
		TAKES(OPTION_APPEND) | TAKES(OPTION_APPEND_ADDRESS))

/* Those that say which lines a table is made with. */
#define TAKES_LINES (TAKES(OPTION_LINES_MODE) | TAKES(OPTION_STRIP_PREFIX))

/* Of a choice of words the first is 1; 0: none was given. */
enum option_by {
	BY_FILE = 1,
	BY_PREFIX = 2,
};

enum option_color {
	COLOR_AUTO = 1,
	COLOR_ALWAYS = 2,
	COLOR_NEVER = 3,
};

struct options {
	const char
		*path; /* the first operand: the ELF; may be NULL with a map */
	char **operands; /* those after it */
	int operand_count;
	uint64_t given;                    /* which options were, as TAKES */
	const char *output;                /* -o, or NULL */
	const char *debug_file;            /* --debug-file, or NULL */
	const struct table_format *format; /* --format, or NULL */
	struct selection selection;
	const char *image; /* --image, or NULL */
	bool by_name;
	enum lines_mode mode;     /* --lines MODE: to write, */
	const char *strip_prefix; /* with paths below --strip-prefix, or NULL */
	bool lines;               /* --lines: print lines */
	unsigned by;              /* --by: enum option_by */
	unsigned color;           /* --color: enum option_color */
	bool force;               /* --force: a table of another build too */
	bool json;
	bool returns;  /* --return: addresses are return addresses */
	uint64_t bias; /* --bias */
	bool fit, grow, trim;
	bool append;             /* --append, or --append-address: */
	bool append_at;          /* the new segment is to be at */
	uint64_t append_address; /* this address */
};

struct input;

struct command {
	const char *name;
	const char *operands; /* as the usage line shows them */
	const char *summary;  /* one line, lower case */
	const char *details;  /* further lines of --help, or "" */
	uint64_t options;     /* those it takes; --help is everybody's */
	bool needs_output;    /* -o must be given */
	bool elf_optional;    /* where --map names the symbols */
	bool stands_in;       /* an ELF's symbols serve where it has no table */
	int least, most;      /* operands after the first; most < 0: any */

	/*
	 * What it does, to an ELF or with a table; the other is NULL. On false
	 * with no text set, what was asked is not so: status 1.
	 */
	bool (*run)(const struct options *options, const struct elf_file *file,
		struct error *err);
	bool (*read)(const struct options *options, const struct input *input,
		struct error *err);
};

/* Whether the option was given. */
static inline bool options_given(
	const struct options *options, enum option_id id)
{
	return (options->given & TAKES(id)) != 0;
}

#endif
