/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <ksym.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "command.h"
#include "filter.h"
#include "input.h"
#include "report.h"

#define WORD_MAX 18 /* 0x and 16 digits; a longer word is no address */

/*
 * A log on its way through, byte by byte. A word is a run of letters, digits
 * and underscores; it is held until it ends, since only a whole one is an
 * address. Behind an address that has a name stands its note, " (NAME+0xOFF)",
 * unless the log has it already: so the note is held too, as long as the log
 * goes on like it.
 */
struct decoder {
	const struct table *table;
	bool names; /* the table may be of this ELF */
	const struct options *options;
	char word[WORD_MAX + 1];
	size_t length;
	bool passing;   /* the word is too long, or an offset: it is not held */
	char before;    /* the byte before the word */
	char *note;     /* or NULL */
	size_t matched; /* bytes of the note that the log had so far */
};

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* 0x and digits; or as many digits as machines of 64 or of 32 bits print. */
static bool parse_word(const struct decoder *d, uint64_t *addrp)
{
	const bool marked = strncasecmp(d->word, "0x", 2) == 0;
	const char *digits = d->word + (marked ? 2 : 0);
	const size_t count = strlen(digits);

	*addrp = strtoull(digits, NULL, 16);
	return count == strspn(digits, "0123456789abcdefABCDEF") &&
	       count <= 16 && (marked ? count > 0 : count == 16 || count == 8);
}

/* The symbol behind an address of code. Flat tables do not say what is code. */
static bool find_code(
	const struct decoder *d, uint64_t addr, struct symbol *symbolp)
{
	const struct table_format *format = d->table->format;

	return format->lookup(d->table, addr - d->options->returns, symbolp) &&
	       (!format->typed || symbolp->type == KSYM_FUNC ||
		       (symbolp->flags & KSYM_INFERRED) != 0);
}

static bool make_note(struct decoder *d, struct error *err)
{
	struct symbol symbol;
	uint64_t addr;
	size_t size;
	FILE *stream;

	if (!d->names || !parse_word(d, &addr)) {
		return true;
	}
	addr -= d->options->bias;
	if (!find_code(d, addr, &symbol)) {
		return true;
	}
	stream = open_memstream(&d->note, &size);
	if (stream == NULL) {
		return fail(err, "out of memory");
	}
	fprintf(stream, " (");
	report_name(stream, symbol.name);
	fprintf(stream, "+0x%" PRIx64 ")", addr - symbol.addr);
	if (!buffer_close_stream(stream, &d->note, err)) {
		return false;
	}
	d->matched = 0;
	return true;
}

/* Prints the word in hand; behind a sign it is an offset and gets no note. */
static bool end_word(struct decoder *d, struct error *err)
{
	const bool held = d->length > 0 && !d->passing;

	d->word[d->length] = '\0';
	(void)fwrite(d->word, 1, d->length, stdout);
	d->length = 0;
	d->passing = false;
	return !held || strchr("+-/.", d->before) != NULL || make_note(d, err);
}

static bool feed(struct decoder *d, char c, struct error *err);

/*
 * The log goes on otherwise: prints the note, then what was held for it. That
 * may begin a note itself, for which less is held than for this one.
 */
/* NOLINTNEXTLINE(misc-no-recursion) */
static bool end_note(struct decoder *d, struct error *err)
{
	char *note = d->note;
	bool done = true;

	d->note = NULL;
	fputs(note, stdout);
	d->before = ')';
	for (size_t i = 0; done && i < d->matched; i++) {
		done = feed(d, note[i], err);
	}
	free(note);
	return done;
}

/* Holds C against the note; returns whether it was taken. */
static bool match_note(struct decoder *d, char c)
{
	if (d->note[d->matched] != c) {
		return false;
	}
	d->matched++;
	if (d->note[d->matched] == '\0') {
		fputs(d->note, stdout);
		free(d->note);
		d->note = NULL;
		d->before = ')';
	}
	return true;
}

/* NOLINTNEXTLINE(misc-no-recursion): see end_note */
static bool feed(struct decoder *d, char c, struct error *err)
{
	if (!is_word(c) && !end_word(d, err)) {
		return false;
	}
	if (d->note != NULL) {
		return match_note(d, c) ||
		       (end_note(d, err) && feed(d, c, err));
	}
	if (!is_word(c)) {
		putchar(c);
		d->before = c;
		return true;
	}
	if (d->length == WORD_MAX) {
		(void)fwrite(d->word, 1, d->length, stdout);
		d->length = 0;
		d->passing = true;
	}
	d->word[d->length++] = c;
	return true;
}

static bool decode(
	struct decoder *d, int fd, const char *name, struct error *err)
{
	char chunk[FILTER_CHUNK];
	size_t size;
	bool done;

	do {
		done = filter_read(fd, name, chunk, &size, err);
		for (size_t i = 0; done && i < size; i++) {
			done = feed(d, chunk[i], err);
		}
	} while (done && size > 0);
	/* What is held comes out after a failure too: it was read. */
	return end_word(d, err) && (d->note == NULL || end_note(d, err)) &&
	       end_word(d, err) && done;
}

static bool read_table(const struct options *options, const struct input *input,
	struct error *err)
{
	struct decoder decoder = {
		.table = &input->table, .options = options, .before = '\n'
	};
	const char *path =
		options->operand_count > 0 ? options->operands[0] : "-";
	const bool standard = strcmp(path, "-") == 0;
	FILE *stream = standard ? stdin : fopen(path, "rb");
	bool done;

	if (stream == NULL) {
		return fail(err, "%s: %s", path, strerror(errno));
	}
	decoder.names = input_may_name(input);
	done = decode(&decoder, fileno(stream),
		standard ? "standard input" : path, err);
	free(decoder.note);
	if (!standard) {
		(void)fclose(stream);
	}
	return done;
}

const struct command cmd_decode = {
	.name = "decode",
	.operands = "ELF|TABLE [LOG]",
	.summary = "adds names to the addresses in a log",
	.details =
		"\nCopies LOG, or standard input, and behind each address of code adds its name:\n"
		"`0x80001118` becomes `0x80001118 (kernel_init+0x10)`. An address is a word of 0x\n"
		"and digits, or of 16 or 8 digits without it; a number behind +, -, / or a dot is\n"
		"an offset. What has its name already is left as it is.\n",
	.options = "sBr",
	.most = 1,
	.read = read_table,
};
