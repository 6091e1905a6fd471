/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "report.h"

#include <inttypes.h>
#include <ksym.h>
#include <stdlib.h>
#include <string.h>

#include "elf/standard_output.h"
#include "progress.h"

/* The bytes at the start of NAME that stand for themselves. */
static size_t plain_length(const char *name)
{
	size_t length = 0;

	while ((unsigned char)name[length] >= ' ' && name[length] != 0x7f &&
		name[length] != '\\') {
		length++;
	}
	return length;
}

#define ESCAPE_MAX sizeof("\\xNN")

/* C as it is printed; returns its length. */
static size_t escape(char c, char text[ESCAPE_MAX])
{
	const int length = c == '\\' ? snprintf(text, ESCAPE_MAX, "\\\\")
				     : snprintf(text, ESCAPE_MAX, "\\x%02x",
					       (unsigned char)c);

	return (size_t)length;
}

void report_name(FILE *stream, const char *name)
{
	for (;;) {
		const size_t plain = plain_length(name);
		char text[ESCAPE_MAX];
		size_t length;

		(void)fwrite(name, 1, plain, stream);
		name += plain;
		if (*name == '\0') {
			return;
		}
		length = escape(*name++, text);
		(void)fwrite(text, 1, length, stream);
	}
}

bool report_append_name(struct buffer *out, const char *name, struct error *err)
{
	for (;;) {
		const size_t plain = plain_length(name);
		char text[ESCAPE_MAX];

		if (!buffer_append(out, name, plain, err)) {
			return false;
		}
		name += plain;
		if (*name == '\0') {
			return true;
		}
		if (!buffer_append(out, text, escape(*name++, text), err)) {
			return false;
		}
	}
}

const char *report_plural(uint64_t count)
{
	return count == 1 ? "" : "s";
}

FILE *report_stream(const struct options *options)
{
	progress_end();
	return is_standard_output(options->output) ? stderr : stdout;
}

void report_hexadecimal(FILE *stream, uint64_t number)
{
	char text[sizeof("0x") + 16];
	char *from = text + sizeof(text);

	do {
		*--from = "0123456789abcdef"[number & 15];
		number >>= 4;
	} while (number != 0);
	*--from = 'x';
	*--from = '0';
	(void)fwrite(from, 1, (size_t)(text + sizeof(text) - from), stream);
}

/* Whether jansson, which leaves out what it has no memory for, had too little. */
static bool json_starved;

static void *json_memory(size_t size)
{
	void *memory = malloc(size);

	json_starved |= memory == NULL;
	return memory;
}

void report_json_begin(void)
{
	json_set_alloc_funcs(json_memory, free);
}

static bool fail_json(struct error *err)
{
	return json_starved ? fail(err, "out of memory")
			    : fail(err, "standard output: cannot write JSON");
}

json_t *report_json_address(uint64_t addr)
{
	return json_sprintf("0x%" PRIx64, addr);
}

json_t *report_json_number(uint64_t number)
{
	return json_integer(
		number <= INT64_MAX ? (json_int_t)number : INT64_MAX);
}

json_t *report_json_name(const char *name)
{
	json_t *json = json_string(name);
	char *text, *to;

	if (json != NULL) {
		return json;
	}
	text = json_memory(strlen(name) * 4 + 1);
	if (text == NULL) {
		return NULL;
	}
	to = text;
	for (; *name != '\0'; name++) {
		const unsigned char byte = (unsigned char)*name;

		if (byte < 0x80) {
			*to++ = *name;
		} else {
			to += sprintf(to, "\\x%02x", byte);
		}
	}
	*to = '\0';
	json = json_string(text);
	free(text);
	return json;
}

static unsigned binding_column(const struct symbol *symbol)
{
	return symbol->flags & KSYM_GLOBAL ? 0
	       : symbol->flags & KSYM_WEAK ? 2
					   : 1;
}

char report_letter(const struct symbol *symbol, bool typed)
{
	static const char letters[2][3][4] = {
		{ [KSYM_NOTYPE] = "Nnw",
			[KSYM_OBJECT] = "DdV",
			[KSYM_FUNC] = "TtW" },
		{ [KSYM_NOTYPE] = "Llk",
			[KSYM_OBJECT] = "Ooq",
			[KSYM_FUNC] = "Ffj" },
	};
	const bool label = (symbol->flags & KSYM_INFERRED) != 0;

	if (!typed || symbol->type > KSYM_FUNC) {
		return '?';
	}
	return letters[label][symbol->type][binding_column(symbol)];
}

static void set_type(json_t *object, const struct symbol *symbol)
{
	static const char *const types[] = {
		[KSYM_NOTYPE] = "NOTYPE", [KSYM_OBJECT] = "OBJECT", [KSYM_FUNC] = "FUNC"
	};
	static const char *const bindings[] = { "GLOBAL", "LOCAL", "WEAK" };

	(void)json_object_set_new(object, "type",
		symbol->type <= KSYM_FUNC ? json_string(types[symbol->type])
					  : json_null());
	(void)json_object_set_new(object, "binding",
		json_string(bindings[binding_column(symbol)]));
	(void)json_object_set_new(object, "inferred",
		json_boolean(symbol->flags & KSYM_INFERRED));
}

json_t *report_json_symbol(const struct symbol *symbol, bool typed)
{
	json_t *object = json_pack("{s:o, s:o, s:n, s:o}", "address",
		report_json_address(symbol->addr), "size",
		report_json_number(symbol->size), "type", "name",
		report_json_name(symbol->name));

	if (typed) {
		set_type(object, symbol);
	}
	return object;
}

bool report_json(json_t *root, struct error *err)
{
	const bool printed =
		root != NULL && !json_starved &&
		json_dumpf(root, stdout,
			JSON_INDENT(2) | JSON_REAL_PRECISION(6)) == 0 &&
		putchar('\n') != EOF;

	json_decref(root);
	return printed || fail_json(err);
}

void report_array_item(struct report_array *array, json_t *item)
{
	fputs(array->begun ? ",\n" : "[\n", stdout);
	array->begun = true;
	if (item == NULL || json_starved || json_dumpf(item, stdout, 0) != 0) {
		array->failed = true;
	}
	json_decref(item);
}

bool report_array_end(struct report_array *array, struct error *err)
{
	fputs(array->begun ? "\n]\n" : "[]\n", stdout);
	return !array->failed || fail_json(err);
}
