/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "map_file.h"

#include <ctype.h>
#include <errno.h>
#include <ksym.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/buffer.h"
#include "core/number.h"

/*
 * The letters of nm(1), and those that `ksym list` prints for labels in code,
 * whose size is inferred, or 0 if they cover nothing. Symbols with other
 * letters are not stored.
 */
struct letter {
	char letter;
	uint8_t type;
	uint8_t flags;
	bool code;
};

static const struct letter letters[] = {
	{ 'T', KSYM_FUNC, KSYM_GLOBAL, true },
	{ 't', KSYM_FUNC, 0, true },
	{ 'W', KSYM_FUNC, KSYM_WEAK, true },
	{ 'i', KSYM_FUNC, KSYM_GLOBAL, true },
	{ 'D', KSYM_OBJECT, KSYM_GLOBAL, false },
	{ 'd', KSYM_OBJECT, 0, false },
	{ 'B', KSYM_OBJECT, KSYM_GLOBAL, false },
	{ 'b', KSYM_OBJECT, 0, false },
	{ 'R', KSYM_OBJECT, KSYM_GLOBAL, false },
	{ 'r', KSYM_OBJECT, 0, false },
	{ 'G', KSYM_OBJECT, KSYM_GLOBAL, false },
	{ 'g', KSYM_OBJECT, 0, false },
	{ 'S', KSYM_OBJECT, KSYM_GLOBAL, false },
	{ 's', KSYM_OBJECT, 0, false },
	{ 'C', KSYM_OBJECT, KSYM_GLOBAL, false },
	{ 'u', KSYM_OBJECT, KSYM_GLOBAL, false },
	{ 'V', KSYM_OBJECT, KSYM_WEAK, false },
	{ 'v', KSYM_OBJECT, KSYM_WEAK, false },
	{ 'N', KSYM_NOTYPE, KSYM_GLOBAL, false },
	{ 'n', KSYM_NOTYPE, 0, false },
	{ 'w', KSYM_NOTYPE, KSYM_WEAK, false },
	{ 'F', KSYM_FUNC, KSYM_GLOBAL | KSYM_INFERRED, true },
	{ 'f', KSYM_FUNC, KSYM_INFERRED, true },
	{ 'j', KSYM_FUNC, KSYM_WEAK | KSYM_INFERRED, true },
	{ 'O', KSYM_OBJECT, KSYM_GLOBAL | KSYM_INFERRED, true },
	{ 'o', KSYM_OBJECT, KSYM_INFERRED, true },
	{ 'q', KSYM_OBJECT, KSYM_WEAK | KSYM_INFERRED, true },
	{ 'L', KSYM_NOTYPE, KSYM_GLOBAL | KSYM_INFERRED, true },
	{ 'l', KSYM_NOTYPE, KSYM_INFERRED, true },
	{ 'k', KSYM_NOTYPE, KSYM_WEAK | KSYM_INFERRED, true },
};

/* The parts of a line; name is NULL for a symbol without an address. */
struct line {
	uint64_t addr, size;
	size_t addr_digits, size_digits; /* size_digits 0: no size */
	bool listed;                     /* as `ksym list` prints a line */
	char letter;
	char *name;
};

static size_t hex_digits(const char *text)
{
	return number_digits(text, 16);
}

/* A letter between blanks, with a name behind it. */
static bool at_letter(const char *text)
{
	return text[0] != '\0' && text[1] == ' ' && text[2] != '\0' &&
	       (isalpha((unsigned char)text[0]) || text[0] == '-' ||
		       text[0] == '?');
}

/* SIZED: a number after the address is a size, however short. */
static bool parse_line(char *text, bool sized, struct line *line)
{
	char *rest;

	*line = (struct line){ .addr_digits = hex_digits(text) };
	if (line->addr_digits == 0) {
		/* "                 U name": undefined. */
		return text[strspn(text, " ")] != '\0' && text[0] == ' ';
	}
	if (line->addr_digits > 16 || text[line->addr_digits] != ' ') {
		return false;
	}
	(void)number_read(text, line->addr_digits, 16, &line->addr);
	rest = text + line->addr_digits + 1;
	line->size_digits = hex_digits(rest);
	if (line->size_digits > 0 && line->size_digits <= 16 &&
		rest[line->size_digits] == ' ' &&
		at_letter(rest + line->size_digits + 1) &&
		(sized || line->size_digits == line->addr_digits)) {
		(void)number_read(rest, line->size_digits, 16, &line->size);
		line->listed = rest[0] != '0' || line->size_digits == 1;
		rest += line->size_digits + 1;
	} else {
		line->size_digits = 0;
	}
	if (!at_letter(rest)) {
		return false;
	}
	line->letter = rest[0];
	line->name = rest + 2;
	return true;
}

/* The control byte or backslash that `ksym list` writes as TEXT, or 0. */
static char escaped(const char *text)
{
	uint64_t byte;

	if (text[0] != '\\') {
		return 0;
	}
	if (text[1] != 'x' || hex_digits(text + 2) < 2) {
		return text[1] == '\\' ? '\\' : 0;
	}
	(void)number_read(text + 2, 2, 16, &byte);
	return (char)(iscntrl((int)byte) ? byte : 0);
}

/* Undoes what `ksym list` does to names. nm prints them as they are. */
static void unescape(char *name)
{
	char *to = name;

	while (*name != '\0') {
		const char byte = escaped(name);

		if (byte == 0) {
			*to++ = *name++;
		} else {
			*to++ = byte;
			name += byte == '\\' ? 2 : 4;
		}
	}
	*to = '\0';
}

/* "FILE:LINE", and of a list maybe " (approximate)". */
static bool is_place(const char *text)
{
	const char *colon = strrchr(text, ':');
	const size_t digits = colon != NULL ? number_digits(colon + 1, 10) : 0;

	return digits > 0 &&
	       (colon[1 + digits] == '\0' || colon[1 + digits] == ' ');
}

/*
 * Removes what stands after a tab: of kallsyms the module, of nm -l and ksym
 * list --lines the line: "nft_do\t[nf_tables]", "main\tmain.c:27".
 */
static void cut_tail(char *name)
{
	char *tab = strrchr(name, '\t');

	if (tab != NULL && ((tab[1] == '[' && name[strlen(name) - 1] == ']') ||
				   is_place(tab + 1))) {
		*tab = '\0';
	}
}

static const struct letter *find_letter(char letter)
{
	for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++) {
		if (letters[i].letter == letter) {
			return &letters[i];
		}
	}
	return NULL;
}

static bool is_label(const struct letter *letter)
{
	return (letter->flags & KSYM_INFERRED) != 0;
}

static bool take_line(
	const struct line *line, struct symbol_list *list, struct error *err)
{
	const struct letter *letter = find_letter(line->letter);
	struct symbol symbol = {
		.addr = line->addr, .size = line->size, .name = line->name
	};

	if (letter == NULL) {
		return true;
	}
	cut_tail(line->name);
	if (line->listed) {
		unescape(line->name);
	}
	symbol.type = letter->type;
	symbol.flags = letter->flags;
	symbol.code = letter->code;
	symbol.resolver = letter->letter == 'i';
	symbol.room = letter->code && !is_label(letter) ? UINT64_MAX : 0;
	return symbol_list_add(list, &symbol, err);
}

/* Reads a line without its end; false at the end of the file. */
static bool next_line(FILE *stream, char **textp, size_t *capacityp)
{
	if (getline(textp, capacityp, stream) < 0) {
		return false;
	}
	(*textp)[strcspn(*textp, "\r\n")] = '\0';
	return true;
}

/* Whether every line has a size. */
static bool all_sized(FILE *stream, char **textp, size_t *capacityp)
{
	bool sized = true;

	while (sized && next_line(stream, textp, capacityp)) {
		struct line line;

		sized = (*textp)[0] == '\0' ||
			(parse_line(*textp, true, &line) &&
				line.size_digits > 0);
	}
	rewind(stream);
	return sized;
}

static bool read_lines(const char *path, FILE *stream, char **textp,
	struct symbol_list *list, struct error *err)
{
	size_t capacity = 0, number = 0;
	const bool sized = all_sized(stream, textp, &capacity);

	while (next_line(stream, textp, &capacity)) {
		struct line line;

		number++;
		if ((*textp)[0] == '\0') {
			continue;
		}
		if (!parse_line(*textp, sized, &line)) {
			return fail(err,
				"%s: line %zu, '%.60s': expected ADDR [SIZE] LETTER NAME",
				path, number, *textp);
		}
		if (line.name != NULL && !take_line(&line, list, err)) {
			return false;
		}
	}
	return !ferror(stream) || fail(err, "%s: %s", path, strerror(errno));
}

/* What /proc/kallsyms shows to an unprivileged reader. */
static bool is_hidden(const struct symbol_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		if (list->symbols[i].addr != 0 || list->symbols[i].size != 0) {
			return false;
		}
	}
	return list->count > 1;
}

bool map_file_read(
	const char *path, struct symbol_list *list, struct error *err)
{
	struct buffer bytes = { 0 };
	char *text = NULL;
	FILE *stream = NULL;
	bool done = buffer_read_text(&bytes, path, err);

	/* It is read twice, and a pipe gives it once. */
	if (done) {
		stream = fmemopen(bytes.data, bytes.size, "r");
		done = stream != NULL || fail(err, "out of memory");
	}
	if (stream != NULL) {
		done = read_lines(path, stream, &text, list, err);
		(void)fclose(stream);
	}
	free(text);
	free(bytes.data);
	if (done && is_hidden(list)) {
		return fail(err,
			"%s: every address is 0: read /proc/kallsyms as root, with kernel.kptr_restrict below 2",
			path);
	}
	return done;
}
