/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "command_line.h"

#include <getopt.h>
#include <ksym_format.h>
#include <stdio.h>
#include <string.h>

#include "nearest.h"
#include "operands.h"
#include "option_rows.h"

/* What getopt gives for an option: its letter, or this and its number. */
#define NO_LETTER 256

static int code_of(enum option_id id)
{
	return option_rows[id].letter != '\0' ? option_rows[id].letter
					      : NO_LETTER + (int)id;
}

static enum option_id id_of(int code)
{
	enum option_id id = 0;

	while (id < OPTIONS && code_of(id) != code) {
		id++;
	}
	return id;
}

/* Options of which each says that the other is not to be. */
static bool check_pairs(const struct command *command,
	const struct options *options, struct error *err)
{
	static const enum option_id pairs[][2] = {
		/* A map is all there is to know of its symbols. */
		{ OPTION_MAP, OPTION_DEBUG_FILE },
		{ OPTION_MAP, OPTION_QUALIFY },
		/* A table is in the section that there is, or in a new one. */
		{ OPTION_APPEND, OPTION_GROW },
		{ OPTION_APPEND_ADDRESS, OPTION_GROW },
		/* The bytes are those of the whole table, wherever it is. */
		{ OPTION_BY, OPTION_LINES_MODE },
		{ OPTION_BY, OPTION_FIT },
		{ OPTION_BY, OPTION_APPEND },
		{ OPTION_BY, OPTION_APPEND_ADDRESS },
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		if (options_given(options, pairs[i][0]) &&
			options_given(options, pairs[i][1])) {
			return fail_usage(err,
				"%s: --%s and --%s do not go together",
				command->name, option_rows[pairs[i][0]].name,
				option_rows[pairs[i][1]].name);
		}
	}
	return true;
}

/* Lines are an ELF's, and a compact table's. */
static bool check_lines(const struct command *command,
	const struct options *options, struct error *err)
{
	const char *mode = lines_mode_name(options->mode);

	if (options->mode == LINES_OFF) {
		return options->strip_prefix == NULL ||
		       fail_usage(err,
			       "%s: --strip-prefix: expected --lines full or --lines calls too",
			       command->name);
	}
	if (options->path == NULL) {
		return fail_usage(err,
			"%s: --lines %s: expected an ELF that has them, a map has none",
			command->name, mode);
	}
	return options->format == NULL || options->format->lines != NULL ||
	       fail_usage(err,
		       "%s: --lines %s and --format %s do not go together",
		       command->name, mode, options->format->name);
}

/* getopt's own tables, of the options that the command takes. */
static void fill_tables(
	const struct command *command, char *letters, struct option *longs)
{
	*letters++ = ':';
	for (enum option_id id = 0; id < OPTIONS; id++) {
		const struct option_row *row = &option_rows[id];

		if (!option_taken(command, id)) {
			continue;
		}
		*longs++ = (struct option){ row->name,
			row->argument != NULL ? required_argument : no_argument,
			NULL, code_of(id) };
		if (row->letter != '\0') {
			*letters++ = row->letter;
			if (row->argument != NULL) {
				*letters++ = ':';
			}
		}
	}
	*letters = '\0';
	*longs = (struct option){ 0 };
}

/* A name that is none, or one that several begin with. */
static bool fail_name(
	const struct command *command, const char *name, struct error *err)
{
	struct nearest nearest = { .typed = name };
	const size_t length = strlen(name);
	const char *begun = NULL;

	for (enum option_id id = 0; id < OPTIONS; id++) {
		const char *other = option_rows[id].name;

		if (!option_taken(command, id)) {
			if (strcmp(other, name) == 0) {
				return fail_usage(err,
					"%s: --%s is an option of other commands, see ksym help %s",
					command->name, name, command->name);
			}
			continue;
		}
		if (strncmp(other, name, length) == 0 && begun != NULL) {
			return fail_usage(err,
				"%s: --%s may be --%s or --%s, expected one of them",
				command->name, name, begun, other);
		}
		begun = strncmp(other, name, length) == 0 ? other : begun;
		nearest_offer(&nearest, other);
	}
	if (nearest.name != NULL) {
		return fail_usage(err,
			"%s: no option --%s, did you mean --%s? See ksym help %s",
			command->name, name, nearest.name, command->name);
	}
	return fail_usage(err, "%s: no option --%s, see ksym help %s",
		command->name, name, command->name);
}

/* WORD, the last one, is an option whose value is not there. */
static bool fail_value(
	const struct command *command, const char *word, struct error *err)
{
	char words[64];

	option_words(id_of(optopt), words, sizeof(words));
	return fail_usage(err, "%s: option %s needs a value%s%s", command->name,
		word, words[0] != '\0' ? ": " : "", words);
}

/* What getopt does not take: optopt is 0 where it is a word, WORD. */
static bool fail_option(
	const struct command *command, const char *word, struct error *err)
{
	const enum option_id id = id_of(optopt);
	char name[64];

	if (optopt != 0 && id < OPTIONS && option_taken(command, id)) {
		return fail_usage(err, "%s: --%s takes no value", command->name,
			option_rows[id].name);
	}
	if (optopt != 0) {
		return fail_usage(err, "%s: no option -%c, see ksym help %s",
			command->name, optopt, command->name);
	}
	(void)snprintf(name, sizeof(name), "%.*s", (int)strcspn(word + 2, "="),
		word + 2);
	return fail_name(command, name, err);
}

static bool read_options(const struct command *command, int argc, char **argv,
	struct options *options, bool *helpp, struct error *err)
{
	struct option longs[OPTIONS + 1];
	char letters[2 * OPTIONS + 2];
	int code;

	fill_tables(command, letters, longs);
	opterr = 0;
	while ((code = getopt_long(argc, argv, letters, longs, NULL)) != -1) {
		const char *word = argv[optind - 1];

		if (code == ':') {
			return fail_value(command, word, err);
		}
		if (code == '?') {
			return fail_option(command, word, err);
		}
		if (id_of(code) == OPTION_HELP) {
			*helpp = true;
			return true;
		}
		if (!option_set(id_of(code), optarg, options, err)) {
			return false;
		}
	}
	return true;
}

bool command_line_parse(const struct command *command, int argc, char **argv,
	struct options *options, bool *helpp, struct error *err)
{
	*options = (struct options){ .selection = { .section = KSYM_SECTION } };
	*helpp = false;
	if (!read_options(command, argc, argv, options, helpp, err)) {
		return false;
	}
	options->append_at = options_given(options, OPTION_APPEND_ADDRESS);
	options->append = options->append || options->append_at;
	return *helpp || (check_pairs(command, options, err) &&
				 operands_set(command, argc - optind,
					 argv + optind, options, err) &&
				 check_lines(command, options, err));
}
