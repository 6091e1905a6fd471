/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "command_line.h"
#include "dwarf/lines.h"
#include "input.h"
#include "kind.h"
#include "nearest.h"
#include "option_rows.h"
#include "progress.h"
#include "report.h"
#include "say.h"
#include "symbols/demangler.h"

enum status {
	STATUS_DONE = 0,
	STATUS_FAILED = 1,
	STATUS_USAGE = 2,
};

static const struct command *const commands[] = {
	&cmd_embed,
	&cmd_size,
	&cmd_table,
	&cmd_patch,
	&cmd_generate,
	&cmd_address,
	&cmd_list,
	&cmd_lookup,
	&cmd_decode,
	&cmd_find,
	&cmd_info,
	&cmd_verify,
};

#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

static void print_help(void)
{
	printf("usage: ksym COMMAND [OPTION...] ELF...\n\n"
	       "ksym puts an ELF kernel's symbols into it after the link.\n\n"
	       "commands:\n");
	for (size_t i = 0; i < COMMANDS; i++) {
		printf("  %-9s %s\n", commands[i]->name, commands[i]->summary);
	}
	printf("  %-9s %s\n  %-9s %s\n", "help", "tells more of a command",
		"version", "tells which ksym this is");
	printf("\nFirst: ksym embed kernel.elf, then ksym lookup kernel.elf ADDR.\n"
	       "ksym help COMMAND tells more; so does ksym(1).\n");
}

static void print_version(void)
{
	printf("ksym %s\ndemangling: %s\nlines: %s\n", KSYM_VERSION,
		demangler_name, lines_library);
}

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < COMMANDS; i++) {
		if (strcmp(commands[i]->name, name) == 0) {
			return commands[i];
		}
	}
	return NULL;
}

/* Words in the place of a command that ask for a text. */
static const struct {
	const char *word;
	void (*print)(void);
} texts[] = {
	{ "help", print_help },
	{ "--help", print_help },
	{ "-h", print_help },
	{ "version", print_version },
	{ "--version", print_version },
	{ "-V", print_version },
};

#define TEXTS (sizeof(texts) / sizeof(texts[0]))

/* A word where a command should be. */
static bool fail_command(const char *word, struct error *err)
{
	const char *what = word[0] == '-' ? "option" : "command";
	const enum file_kind kind = file_kind(word);
	struct nearest nearest = { .typed = word };

	if (kind == FILE_ELF || kind == FILE_TABLE) {
		return fail_usage(err, "%s: a file, not a command: ksym %s %s",
			word, kind == FILE_ELF ? "embed" : "list", word);
	}
	for (size_t i = 0; i < COMMANDS; i++) {
		nearest_offer(&nearest, commands[i]->name);
	}
	for (size_t i = 0; i < TEXTS; i++) {
		nearest_offer(&nearest, texts[i].word);
	}
	if (nearest.name != NULL) {
		return fail_usage(err,
			"no %s '%s', did you mean %s? See ksym help", what,
			word, nearest.name);
	}
	if (kind == FILE_OTHER) {
		return fail_usage(err,
			"%s: a file, not a command, and no ELF: give the ELF that it came from",
			word);
	}
	return fail_usage(err,
		"no %s '%s', expected a command first, see ksym help", what,
		word);
}

/* Whether WORD asks for a text; it is printed then. */
static bool print_text(const char *word)
{
	for (size_t i = 0; i < TEXTS; i++) {
		if (strcmp(word, texts[i].word) == 0) {
			texts[i].print();
			return true;
		}
	}
	return false;
}

/* ksym help COMMAND; of a word that asks for a text, the text. */
static bool help(const char *name, struct error *err)
{
	const struct command *command = find_command(name);

	if (command == NULL) {
		return print_text(name) || fail_command(name, err);
	}
	options_help(command);
	return true;
}

static bool run_on_file(const struct command *command,
	const struct options *options, struct error *err)
{
	struct elf_file file;
	bool done;

	progress_begin();
	if (options->path == NULL) {
		return command->run(options, NULL, err);
	}
	if (!elf_file_open(&file, options->path, err)) {
		return false;
	}
	done = (options->debug_file == NULL ||
		       elf_file_open_debug(&file, options->debug_file, err)) &&
	       command->run(options, &file, err);
	elf_file_close(&file);
	return done;
}

static bool run_on_table(const struct command *command,
	const struct options *options, struct error *err)
{
	struct input input;
	bool done;

	if (options->json) {
		report_json_begin();
	}
	if (!input_open(&input, options, command->stands_in, err)) {
		return false;
	}
	done = command->read(options, &input, err);
	input_close(&input);
	return done;
}

static bool run_command(
	const struct command *command, int argc, char **argv, struct error *err)
{
	struct options options;
	bool helped;

	if (!command_line_parse(command, argc, argv, &options, &helped, err)) {
		return false;
	}
	if (helped) {
		options_help(command);
		return true;
	}
	say_color(options.color);
	return command->read != NULL ? run_on_table(command, &options, err)
				     : run_on_file(command, &options, err);
}

static bool run(int argc, char **argv, struct error *err)
{
	const struct command *command;

	if (argc < 2) {
		return fail_usage(err,
			"missing command, usage: ksym COMMAND [OPTION...] ELF..., see ksym help");
	}
	if (argc > 2 && strcmp(argv[1], "help") == 0 && argv[2][0] != '-') {
		return help(argv[2], err);
	}
	if (print_text(argv[1])) {
		return true;
	}
	command = find_command(argv[1]);
	return command != NULL ? run_command(command, argc - 1, argv + 1, err)
			       : fail_command(argv[1], err);
}

int main(int argc, char **argv)
{
	struct error err = { 0 };
	bool done = run(argc, argv, &err);

	progress_end();
	if ((fflush(stdout) != 0 || ferror(stdout)) && err.text[0] == '\0') {
		done = fail(&err, "standard output: %s", strerror(errno));
	}
	if (err.text[0] != '\0') {
		say_error(err.text);
	}
	return done ? STATUS_DONE : err.usage ? STATUS_USAGE : STATUS_FAILED;
}
