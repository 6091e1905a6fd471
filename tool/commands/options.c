/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "options.h"

#include <getopt.h>
#include <ksym_format.h>
#include <stdio.h>
#include <string.h>

#include "core/number.h"
#include "place/place.h"

struct option_text {
	char id; /* also the letter of its short form, if HAS_SHORT */
	bool has_short;
	const char *name;
	const char *argument; /* NULL: takes none */
	const char *help;
};

static const struct option_text texts[] = {
	{ 'o', true, "output", "FILE",
		"write to FILE and do not change the ELF" },
	{ 'f', false, "format", "compact|flat",
		"the table's format (compact)" },
	{ 'b', false, "by-name", NULL,
		"add an index that makes finding a name fast" },
	{ 'F', false, "fit", NULL,
		"leave out data, then locals, then cut names" },
	{ 'g', false, "grow", NULL, "enlarge the section if needed" },
	{ 't', false, "trim", NULL, "shorten the section to the table" },
	{ 'a', false, "append", NULL, "add a segment for the table" },
	{ 'A', false, "append-address", "ADDR", "add it at ADDR" },
	{ 's', false, "section", "NAME",
		"the reserved section (" KSYM_SECTION ")" },
	{ 'M', false, "map", "FILE",
		"symbols from text: nm -n, nm -nS, System.map" },
	{ 'D', false, "debug-file", "FILE",
		"symbols from the ELF's debug file" },
	{ 'S', false, "select", "all|functions", "which symbols (all)" },
	{ 'i', false, "include", "ERE", "only symbols whose name matches" },
	{ 'e', false, "exclude", "ERE", "no symbol whose name matches" },
	{ 'n', false, "names", "demangled|mangled",
		"how names are stored (demangled)" },
	{ 'q', false, "qualify", NULL,
		"add the file to local symbols of one name" },
	{ 'm', false, "max-name", "N", "cut names to N bytes, 4 or more" },
	{ 'B', false, "bias", "N", "run-time address less link-time address" },
	{ 'r', true, "return", NULL,
		"addresses are return addresses: name the call" },
	{ 'I', false, "image", "FILE", "also check a raw image of the ELF" },
	{ 'x', false, "force", NULL, "write a table of another build" },
	{ 'j', false, "json", NULL, "print JSON" },
	{ 'h', true, "help", NULL, "print this and exit" },
};

#define TEXTS (sizeof(texts) / sizeof(texts[0]))

static bool takes(const struct command *command, char id)
{
	return id == 'h' || strchr(command->options, id) != NULL;
}

void options_help(const struct command *command)
{
	printf("usage: ksym %s [OPTION...] %s\n\nksym %s %s.\n%s\noptions:\n",
		command->name, command->operands, command->name,
		command->summary, command->details);
	for (size_t i = 0; i < TEXTS; i++) {
		const struct option_text *text = &texts[i];
		char left[64];

		if (!takes(command, text->id)) {
			continue;
		}
		(void)snprintf(left, sizeof(left), "%c%c%s--%s%s%s",
			text->has_short ? '-' : ' ',
			text->has_short ? text->id : ' ',
			text->has_short ? ", " : "  ", text->name,
			text->argument != NULL ? " " : "",
			text->argument != NULL ? text->argument : "");
		printf("  %-34s %s\n", left, text->help);
	}
}

/* One of two words: false for FIRST, true for SECOND. */
static bool parse_choice(const char *name, const char *word, const char *first,
	const char *second, bool *choicep, struct error *err)
{
	*choicep = strcmp(word, second) == 0;
	return *choicep || strcmp(word, first) == 0 ||
	       fail_usage(err, "--%s '%s': expected %s or %s", name, word,
		       first, second);
}

static bool parse_number(
	const char *name, const char *word, size_t *numberp, struct error *err)
{
	return (number_count(word, numberp) && *numberp >= OPTIONS_MIN_NAME) ||
	       fail_usage(err, "--%s '%s': expected a number from %d", name,
		       word, OPTIONS_MIN_NAME);
}

static bool parse_format(
	const char *word, struct options *options, struct error *err)
{
	options->format = table_format_by_name(word);
	return options->format != NULL ||
	       fail_usage(err, "--format '%s': expected compact or flat", word);
}

static bool parse_address(
	const char *word, struct options *options, struct error *err)
{
	options->append = true;
	options->append_at = true;
	return (number_address(word, &options->append_address) &&
		       options->append_address % PLACE_ALIGNMENT == 0) ||
	       fail_usage(err,
		       "--append-address '%s': expected a multiple of %d, as 0x80400000",
		       word, PLACE_ALIGNMENT);
}

static bool parse_bias(
	const char *word, struct options *options, struct error *err)
{
	return number_bias(word, &options->bias) ||
	       fail_usage(err,
		       "--bias '%s': expected a hexadecimal number, as 0x200000",
		       word);
}

static bool set_option(
	char id, const char *word, struct options *options, struct error *err)
{
	struct selection *selection = &options->selection;

	switch (id) {
	case 'o':
		options->output = word;
		return true;
	case 'f':
		return parse_format(word, options, err);
	case 'b':
		options->by_name = true;
		return true;
	case 'F':
		options->fit = true;
		return true;
	case 'g':
		options->grow = true;
		return true;
	case 't':
		options->trim = true;
		return true;
	case 'a':
		options->append = true;
		return true;
	case 'A':
		return parse_address(word, options, err);
	case 'B':
		return parse_bias(word, options, err);
	case 'r':
		options->returns = true;
		return true;
	case 'I':
		options->image = word;
		return true;
	case 'x':
		options->force = true;
		return true;
	case 'M':
		selection->map = word;
		return true;
	case 'D':
		options->debug_file = word;
		return true;
	case 's':
		selection->section = word;
		return true;
	case 'S':
		options->select_given = true;
		return parse_choice("select", word, "all", "functions",
			&selection->functions_only, err);
	case 'i':
		selection->include = word;
		return true;
	case 'e':
		selection->exclude = word;
		return true;
	case 'n':
		options->names_given = true;
		return parse_choice("names", word, "demangled", "mangled",
			&selection->mangled, err);
	case 'q':
		selection->qualify = true;
		return true;
	case 'm':
		return parse_number(
			"max-name", word, &selection->max_name, err);
	default:
		options->json = true;
		return true;
	}
}

/* A map is all there is to know of its symbols. */
static bool check_map(const struct command *command,
	const struct options *options, struct error *err)
{
	const char *other = options->debug_file != NULL  ? "--debug-file"
			    : options->selection.qualify ? "--qualify"
							 : NULL;

	return options->selection.map == NULL || other == NULL ||
	       fail_usage(err, "%s: --map and %s do not go together",
		       command->name, other);
}

static bool set_operands(const struct command *command, int count,
	char **operands, struct options *options, struct error *err)
{
	const bool has_elf = count > 0;

	if (!has_elf &&
		!(command->elf_optional && options->selection.map != NULL)) {
		return fail_usage(err, "%s: missing operand, expected %s",
			command->name, command->operands);
	}
	if (has_elf && count < 1 + command->least) {
		return fail_usage(err, "%s: missing operand, expected %s",
			command->name, command->operands);
	}
	if (command->most >= 0 && count > 1 + command->most) {
		return fail_usage(err, "%s: '%s' is one operand too many",
			command->name, operands[1 + command->most]);
	}
	if (command->needs_output && options->output == NULL) {
		return fail_usage(err, "%s: missing -o FILE", command->name);
	}
	if (has_elf) {
		options->path = operands[0];
		options->operands = operands + 1;
		options->operand_count = count - 1;
	}
	return true;
}

/* getopt's own tables, of the options that the command takes. */
static void fill_tables(
	const struct command *command, char *letters, struct option *longs)
{
	*letters++ = ':';
	for (size_t i = 0; i < TEXTS; i++) {
		const struct option_text *text = &texts[i];

		if (!takes(command, text->id)) {
			continue;
		}
		*longs++ = (struct option){ text->name,
			text->argument != NULL ? required_argument
					       : no_argument,
			NULL, text->id };
		if (text->has_short) {
			*letters++ = text->id;
			if (text->argument != NULL) {
				*letters++ = ':';
			}
		}
	}
	*letters = '\0';
	*longs = (struct option){ 0 };
}

bool options_parse(const struct command *command, int argc, char **argv,
	struct options *options, bool *helpp, struct error *err)
{
	struct option longs[TEXTS + 1];
	char letters[2 * TEXTS + 2];
	int id;

	*options = (struct options){ .selection = { .section = KSYM_SECTION } };
	*helpp = false;
	fill_tables(command, letters, longs);
	opterr = 0;
	while ((id = getopt_long(argc, argv, letters, longs, NULL)) != -1) {
		if (id == 'h') {
			*helpp = true;
			return true;
		}
		if (id == ':') {
			return fail_usage(err, "%s: option %s needs a value",
				command->name, argv[optind - 1]);
		}
		if (id == '?') {
			return fail_usage(err,
				"%s: option %s is not known, see ksym %s --help",
				command->name, argv[optind - 1], command->name);
		}
		if (!set_option((char)id, optarg, options, err)) {
			return false;
		}
	}
	return check_map(command, options, err) &&
	       set_operands(
		       command, argc - optind, argv + optind, options, err);
}
