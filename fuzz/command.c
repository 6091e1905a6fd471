/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Runs the command on any file: an ELF, a table, a map. The first byte of an
 * input chooses the command line, and the rest is the file. A failed command
 * must leave nothing behind, and an embedded table must verify.
 */
#include "fuzz.h"

#include <getopt.h>
#include <string.h>
#include <unistd.h>

/* tool/main.c's. */
int ksym_main(int argc, char **argv);

#define ARGUMENTS 10
#define IN        "IN"
#define OUT       "OUT"

static const struct action {
	const char *arguments[ARGUMENTS];
	const char *after[ARGUMENTS]; /* must succeed if that did */
} actions[] = {
	{ { "embed", "-o", OUT, IN }, { "verify", OUT } },
	{ { "embed", "--format", "flat", "-o", OUT, IN }, { "verify", OUT } },
	{ { "embed", "--names", "mangled", "--by-name", "-o", OUT, IN },
		{ "verify", OUT } },
	{ { "embed", "--max-name", "16", "--select", "functions", IN },
		{ "verify", IN } },
	{ { "table", "--map", IN, "-o", OUT }, { "verify", "--map", IN, OUT } },
	{ { "table", "--map", IN, "--by-name", "--names", "mangled", "-o",
		  OUT },
		{ "verify", "--map", IN, OUT } },
	{ { "table", "--by-name", "-o", OUT, IN }, { "info", OUT } },
	{ { "generate", "-o", OUT, IN }, { NULL } },
	{ { "size", "--qualify", IN }, { NULL } },
	{ { "list", IN }, { NULL } },
	{ { "info", "--json", IN }, { NULL } },
	{ { "verify", IN }, { NULL } },
	{ { "lookup", IN, "0", "0x1000", "0xffffffff80000000" }, { NULL } },
	{ { "find", IN, "main", "_start" }, { NULL } },
	{ { "patch", "-o", OUT, IN, IN }, { NULL } },
	{ { "embed", "--debug-file", IN, "-o", OUT, IN }, { NULL } },
	{ { "address", IN }, { NULL } },
	{ { "embed", "--fit", "-o", OUT, IN }, { "verify", OUT } },
	{ { "embed", "--grow", "-o", OUT, IN }, { "verify", OUT } },
	{ { "embed", "--trim", "--by-name", "-o", OUT, IN },
		{ "verify", OUT } },
	{ { "embed", "--fit", "--grow", "--trim", IN }, { "verify", IN } },
	{ { "embed", "--append", "-o", OUT, IN }, { "verify", OUT } },
	{ { "embed", "--append-address", "0x80000000", "-o", OUT, IN },
		{ "verify", OUT } },
	{ { "embed", "--qualify", "--include", "a", "--exclude", "b", IN },
		{ "verify", "--include", "a", "--exclude", "b", IN } },
	{ { "decode", IN, IN }, { NULL } },
	{ { "embed", "--qualify", "--include", "a", IN }, { "verify", IN } },
	{ { "verify", "--image", IN, IN }, { NULL } },
};

#define ACTIONS (sizeof(actions) / sizeof(actions[0]))

static int run(
	const char *const arguments[ARGUMENTS], const char *in, const char *out)
{
	char *argv[ARGUMENTS + 2] = { (char *)(uintptr_t) "ksym" };
	int argc = 1;

	for (; argc <= ARGUMENTS && arguments[argc - 1] != NULL; argc++) {
		const char *argument = arguments[argc - 1];

		argv[argc] = (char *)(uintptr_t)(strcmp(argument, IN) == 0 ? in
						 : strcmp(argument, OUT) == 0
							 ? out
							 : argument);
	}
	optind = 0;
	return ksym_main(argc, argv);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = { data, size };
	const struct action *action =
		&actions[input_number(&input, 1) % ACTIONS];
	const char *in = fuzz_file("in", input.data, input.size);
	const char *out = fuzz_file("out", NULL, 0);
	int status;

	if (input.size == 0) {
		return 0;
	}
	status = run(action->arguments, in, out);
	PROMISE(status == 0 || status == 1);
	if (status != 0) {
		PROMISE(fuzz_file_holds(in, input.data, input.size));
		PROMISE(access(out, F_OK) != 0);
	} else if (action->after[0] != NULL) {
		PROMISE(run(action->after, in, out) == 0);
	}
	return 0;
}

/* Changes the file each time, and the first byte now and then. */
size_t LLVMFuzzerCustomMutator(
	uint8_t *data, size_t size, size_t room, unsigned int seed)
{
	if (size < 2) {
		return LLVMFuzzerMutate(data, size, room);
	}
	if (seed % 8 == 1) {
		data[0] = (uint8_t)(seed / 8 % ACTIONS);
	}
	return 1 + fuzz_mutate_file(data + 1, size - 1, room - 1, seed);
}
