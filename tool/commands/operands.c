/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "operands.h"

#include <stddef.h>

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
	return true;
}
