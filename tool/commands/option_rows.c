/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "option_rows.h"

#include <ksym_format.h>
#include <stdio.h>
#include <string.h>

#include "core/number.h"
#include "place/place.h"

static bool set_flag(const struct option_row *row, const char *word, void *to,
	struct error *err)
{
	(void)row;
	(void)word;
	(void)err;
	*(bool *)to = true;
	return true;
}

static bool set_text(const struct option_row *row, const char *word, void *to,
	struct error *err)
{
	(void)row;
	(void)err;
	*(const char **)to = word;
	return true;
}

/* "A|B|C" as "A, B or C". */
static void list_words(const char *words, char *text, size_t size)
{
	size_t at = 0;

	text[0] = '\0';
	while (*words != '\0' && at < size) {
		const size_t length = strcspn(words, "|");
		const char *next = words + length + (words[length] == '|');
		const char *between = *next == '\0'               ? ""
				      : strchr(next, '|') != NULL ? ", "
								  : " or ";

		at += (size_t)snprintf(text + at, size - at, "%.*s%s",
			(int)length, words, between);
		words = next;
	}
}

static bool set_choice(const struct option_row *row, const char *word, void *to,
	struct error *err)
{
	const char *words = row->argument;
	unsigned number = 1;
	char expected[64];

	while (*words != '\0') {
		const size_t length = strcspn(words, "|");

		if (strlen(word) == length &&
			memcmp(word, words, length) == 0) {
			*(unsigned *)to = number;
			return true;
		}
		words += length + (words[length] == '|');
		number++;
	}
	list_words(row->argument, expected, sizeof(expected));
	return fail_usage(
		err, "--%s '%s': expected %s", row->name, word, expected);
}

/* Of two words, whether it is the second. */
static bool set_second(const struct option_row *row, const char *word, void *to,
	struct error *err)
{
	unsigned number = 0;
	const bool set = set_choice(row, word, &number, err);

	*(bool *)to = number == 2;
	return set;
}

static bool set_mode(const struct option_row *row, const char *word, void *to,
	struct error *err)
{
	static const enum lines_mode modes[] = { LINES_OFF, LINES_FULL,
		LINES_CALLS, LINES_OFF };
	unsigned number = 0;
	const bool set = set_choice(row, word, &number, err);

	*(enum lines_mode *)to = modes[number];
	return set;
}

static bool set_format(const struct option_row *row, const char *word, void *to,
	struct error *err)
{
	unsigned number;

	*(const struct table_format **)to = table_format_by_name(word);
	return set_choice(row, word, &number, err);
}

static bool set_length(const struct option_row *row, const char *word, void *to,
	struct error *err)
{
	size_t *numberp = to;

	return (number_count(word, numberp) && *numberp >= OPTIONS_MIN_NAME) ||
	       fail_usage(err, "--%s '%s': expected a number from %d",
		       row->name, word, OPTIONS_MIN_NAME);
}

static bool set_address(const struct option_row *row, const char *word,
	void *to, struct error *err)
{
	uint64_t *addrp = to;

	return (number_address(word, addrp) && *addrp % PLACE_ALIGNMENT == 0) ||
	       fail_usage(err,
		       "--%s '%s': expected a multiple of %d, as 0x80400000",
		       row->name, word, PLACE_ALIGNMENT);
}

static bool set_bias(const struct option_row *row, const char *word, void *to,
	struct error *err)
{
	return number_bias(word, to) ||
	       fail_usage(err,
		       "--%s '%s': expected a hexadecimal number, as 0x200000",
		       row->name, word);
}

#define AT(member) offsetof(struct options, member)

const struct option_row option_rows[OPTIONS] = {
	[OPTION_OUTPUT] = { 'o', "output", "FILE",
		"write here, - is standard output; the ELF stays", set_text,
		AT(output) },
	[OPTION_FORMAT] = { 0, "format", "compact|flat",
		"the table's format (compact)", set_format, AT(format) },
	[OPTION_BY_NAME] = { 0, "by-name", NULL,
		"add the index that makes find fast", set_flag, AT(by_name) },
	[OPTION_LINES_MODE] = { 0, "lines", "full|calls|off",
		"source lines: all, or return addresses' (off)", set_mode,
		AT(mode) },
	[OPTION_STRIP_PREFIX] = { 0, "strip-prefix", "DIR",
		"paths of source files below DIR are relative to it", set_text,
		AT(strip_prefix) },
	[OPTION_LINES] = { 0, "lines", NULL,
		"print source lines and inlined calls too", set_flag,
		AT(lines) },
	[OPTION_BY] = { 0, "by", "file|prefix",
		"what the bytes go to: source files, or names", set_choice,
		AT(by) },
	[OPTION_FIT] = { 0, "fit", NULL,
		"leave out lines, data, locals, then cut names", set_flag,
		AT(fit) },
	[OPTION_GROW] = { 0, "grow", NULL,
		"enlarge the section where it can be", set_flag, AT(grow) },
	[OPTION_TRIM] = { 0, "trim", NULL,
		"give back what the section has over", set_flag, AT(trim) },
	[OPTION_APPEND] = { 0, "append", NULL, "add a segment for the table",
		set_flag, AT(append) },
	[OPTION_APPEND_ADDRESS] = { 0, "append-address", "ADDR", "add it there",
		set_address, AT(append_address) },
	[OPTION_SECTION] = { 0, "section", "NAME",
		"the reserved section (" KSYM_SECTION ")", set_text,
		AT(selection.section) },
	[OPTION_MAP] = { 0, "map", "FILE",
		"symbols from text: nm -n, nm -nS, System.map", set_text,
		AT(selection.map) },
	[OPTION_DEBUG_FILE] = { 0, "debug-file", "FILE",
		"symbols from the ELF's debug file", set_text, AT(debug_file) },
	[OPTION_SELECT] = { 0, "select", "all|functions", "which symbols (all)",
		set_second, AT(selection.functions_only) },
	[OPTION_INCLUDE] = { 0, "include", "ERE",
		"only symbols whose name matches", set_text,
		AT(selection.include) },
	[OPTION_EXCLUDE] = { 0, "exclude", "ERE",
		"no symbol whose name matches", set_text,
		AT(selection.exclude) },
	[OPTION_NAMES] = { 0, "names", "demangled|mangled",
		"how names are stored (demangled)", set_second,
		AT(selection.mangled) },
	[OPTION_QUALIFY] = { 0, "qualify", NULL,
		"name the file of local symbols of one name", set_flag,
		AT(selection.qualify) },
	[OPTION_MAX_NAME] = { 0, "max-name", "N",
		"cut names to N bytes, 4 or more", set_length,
		AT(selection.max_name) },
	[OPTION_BIAS] = { 0, "bias", "N",
		"run-time addresses less link-time ones", set_bias, AT(bias) },
	[OPTION_RETURN] = { 'r', "return", NULL,
		"addresses are return addresses: name the call", set_flag,
		AT(returns) },
	[OPTION_IMAGE] = { 0, "image", "FILE",
		"a raw image of the ELF, which is to have the table too",
		set_text, AT(image) },
	[OPTION_FORCE] = { 0, "force", NULL,
		"write a table of another build too", set_flag, AT(force) },
	[OPTION_JSON] = { 0, "json", NULL, "print JSON", set_flag, AT(json) },
	[OPTION_COLOR] = { 0, "color", "auto|always|never",
		"colours: where it is a terminal (auto)", set_choice,
		AT(color) },
	[OPTION_HELP] = { 'h', "help", NULL, "print this and exit", NULL, 0 },
};

void option_words(enum option_id id, char *text, size_t size)
{
	const char *argument = option_rows[id].argument;

	text[0] = '\0';
	if (strchr(argument, '|') != NULL) {
		list_words(argument, text, size);
	}
}

bool option_taken(const struct command *command, enum option_id id)
{
	return id == OPTION_HELP || (command->options & TAKES(id)) != 0;
}

bool option_set(enum option_id id, const char *word, struct options *options,
	struct error *err)
{
	const struct option_row *row = &option_rows[id];

	options->given |= TAKES(id);
	return row->set(row, word, (char *)options + row->at, err);
}

void options_help(const struct command *command)
{
	printf("usage: ksym %s [OPTION...] %s\n\nksym %s %s.\n%s\noptions:\n",
		command->name, command->operands, command->name,
		command->summary, command->details);
	for (enum option_id id = 0; id < OPTIONS; id++) {
		const struct option_row *row = &option_rows[id];
		char left[64];

		if (!option_taken(command, id)) {
			continue;
		}
		(void)snprintf(left, sizeof(left), "%c%c%s--%s%s%s",
			row->letter != '\0' ? '-' : ' ',
			row->letter != '\0' ? row->letter : ' ',
			row->letter != '\0' ? ", " : "  ", row->name,
			row->argument != NULL ? " " : "",
			row->argument != NULL ? row->argument : "");
		printf("  %-34s %s\n", left, row->help);
	}
}
