/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "input.h"
#include "progress.h"
#include "report.h"

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

static void help(void)
{
	printf("usage: ksym COMMAND [OPTION...] ELF...\n\n"
	       "ksym puts an ELF kernel's symbols into it after the link.\n\n"
	       "commands:\n");
	for (size_t i = 0; i < COMMANDS; i++) {
		printf("  %-9s %s\n", commands[i]->name, commands[i]->summary);
	}
	printf("\nksym COMMAND --help tells more; ksym --version prints the version.\n");
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
	if (!input_open(&input, options, err)) {
		return false;
	}
	done = command->read(options, &input, err);
	input_close(&input);
	return done;
}

static bool run(int argc, char **argv, struct error *err)
{
	const struct command *command;
	struct options options;
	bool helped;

	if (argc < 2) {
		return fail_usage(err, "missing command, see ksym --help");
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
		help();
		return true;
	}
	if (strcmp(argv[1], "--version") == 0) {
		printf("ksym %s\n", KSYM_VERSION);
		return true;
	}
	command = find_command(argv[1]);
	if (command == NULL) {
		return fail_usage(
			err, "no command '%s', see ksym --help", argv[1]);
	}
	if (!options_parse(
		    command, argc - 1, argv + 1, &options, &helped, err)) {
		return false;
	}
	if (helped) {
		options_help(command);
		return true;
	}
	return command->read != NULL ? run_on_table(command, &options, err)
				     : run_on_file(command, &options, err);
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
		fprintf(stderr, "ksym: %s\n", err.text);
	}
	return done ? STATUS_DONE : err.usage ? STATUS_USAGE : STATUS_FAILED;
}
