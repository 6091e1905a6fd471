/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The command line: which command, its options and its operands. */
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

struct options {
	const char
		*path; /* the first operand: the ELF; may be NULL with a map */
	char **operands; /* those after it */
	int operand_count;
	const char *output;                /* -o, or NULL */
	const char *debug_file;            /* --debug-file, or NULL */
	const struct table_format *format; /* --format, or NULL */
	struct selection selection;
	bool select_given, names_given; /* --select, --names: by the user */
	const char *image;              /* --image, or NULL */
	bool by_name;
	bool force; /* --force: a table of another build too */
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
	const char *options;  /* ids in options.c of those it takes */
	bool needs_output;    /* -o must be given */
	bool elf_optional;    /* where --map names the symbols */
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

/*
 * Parses what follows the command's name: ARGV[0] is that name. Sets *HELPP and
 * returns true where --help was asked for.
 */
bool options_parse(const struct command *command, int argc, char **argv,
	struct options *options, bool *helpp, struct error *err);

/* Prints the command's --help. */
void options_help(const struct command *command);

#endif
