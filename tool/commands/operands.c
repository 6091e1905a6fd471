/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "operands.h"

#include <stddef.h>
#include <sys/stat.h>

#include "elf/standard_output.h"
#include "kind.h"

/* An error that ends with the usage line. */
#define fail_operands(err, command, format, ...) \
	fail_usage((err), "%s: " format ", usage: ksym %s [OPTION...] %s", \
		(command)->name, __VA_ARGS__, (command)->name, \
		(command)->operands)

static bool check_count(const struct command *command, int count,
	char **operands, const struct options *options, struct error *err)
{
	const bool may_lack =
		command->elf_optional && options->selection.map != NULL;

	if (count < 1 + command->least && !(count == 0 && may_lack)) {
		return fail_operands(err, command, "missing %s", "operand");
	}
	if (command->most >= 0 && count > 1 + command->most) {
		return fail_operands(err, command,
			"'%s' is one operand too many",
			operands[1 + command->most]);
	}
	return !command->needs_output || options->output != NULL ||
	       fail_operands(err, command, "missing %s", "-o FILE");
}

/* Whether a file may be a command's first operand. */
static bool may_be_first(const struct command *command, const char *path)
{
	const enum file_kind kind = file_kind(path);

	return kind == FILE_ELF ||
	       (kind == FILE_TABLE && command->read != NULL);
}

static bool check_order(const struct command *command, int count,
	char **operands, struct error *err)
{
	if (count < 2 || may_be_first(command, operands[0])) {
		return true;
	}
	for (int i = 1; i < count; i++) {
		if (may_be_first(command, operands[i])) {
			return fail_operands(err, command,
				"operands in the wrong order: expected %s before %s",
				operands[i], operands[0]);
		}
	}
	return true;
}

static bool is_same_file(const char *a, const char *b)
{
	struct stat of_a, of_b;

	return a != NULL && b != NULL && stat(a, &of_a) == 0 &&
	       stat(b, &of_b) == 0 && of_a.st_dev == of_b.st_dev &&
	       of_a.st_ino == of_b.st_ino;
}

/* What is no ELF never replaces what it is made of. */
static bool check_output(const struct command *command,
	const struct options *options, struct error *err)
{
	const char *read[] = { options->path, options->selection.map,
		options->debug_file };

	if (!command->needs_output || is_standard_output(options->output)) {
		return true;
	}
	for (size_t i = 0; i < sizeof(read) / sizeof(read[0]); i++) {
		if (is_same_file(options->output, read[i])) {
			return fail_usage(err,
				"%s: -o %s would replace what is read, expected another file",
				command->name, options->output);
		}
	}
	return true;
}

bool operands_set(const struct command *command, int count, char **operands,
	struct options *options, struct error *err)
{
	if (!check_count(command, count, operands, options, err) ||
		!check_order(command, count, operands, err)) {
		return false;
	}
	if (count > 0) {
		options->path = operands[0];
		options->operands = operands + 1;
		options->operand_count = count - 1;
	}
	return check_output(command, options, err);
}
