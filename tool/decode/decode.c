/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "decode.h"

#include <stdlib.h>
#include <string.h>

#include "core/system.h"
#include "rules.h"
#include "symbolic.h"

/*
 * Rules look at what precedes and follows a word. So this many bytes before the
 * window's end wait, and this many decoded bytes stay.
 */
#define AHEAD  4096
#define BEHIND 256

/* Words between an address and the offset of its name, and bytes between a name
 * and the address behind it, at most. */
#define WORDS_BETWEEN 16
#define BYTES_BETWEEN 3

static bool put(struct decode *d, size_t end, struct error *err)
{
	const size_t begin = d->begin;

	d->begin = end;
	return buffer_append(&d->out, d->window + begin, end - begin, err);
}

static bool put_mark(struct decode *d, const char *mark, struct error *err)
{
	return mark == NULL || d->scan.quoted ||
	       buffer_append(&d->out, mark, strlen(mark), err);
}

/* A note in a string of JSON is a part of that string, and has no marks. */
static bool put_note(struct decode *d, struct error *err)
{
	if (!put_mark(d, d->source.begin, err)) {
		return false;
	}
	for (size_t i = 0; i < d->note.size; i++) {
		const char c = (char)d->note.data[i];
		const bool escape = d->scan.quoted && (c == '"' || c == '\\');

		if ((escape && !buffer_append(&d->out, "\\", 1, err)) ||
			!buffer_append(&d->out, &c, 1, err)) {
			return false;
		}
	}
	return put_mark(d, d->source.end, err);
}

/* Finds what notes of ADDR are made of; no name: there is none. */
static bool ask(struct decode *d, uint64_t addr, struct error *err)
{
	const struct decode_source *source = &d->source;

	d->name.size = d->inlined.size = d->place.size = 0;
	return source->name(source->context, addr, &d->name, err) &&
	       (source->lines == NULL || d->name.size == 0 ||
		       source->lines(source->context, addr, &d->inlined,
			       &d->place, err));
}

static bool append(
	struct buffer *to, const struct buffer *from, struct error *err)
{
	return buffer_append(to, from->data, from->size, err);
}

/*
 * Makes " (NAME+0xOFF)", or with lines " (FUNCTION FILE:LINE (inlined by)
 * NAME+0xOFF FILE:LINE)", without the name where the log has it. Nothing where
 * nothing is known.
 */
static bool make_note(struct decode *d, bool named, struct error *err)
{
	d->note.size = 0;
	if (d->name.size == 0 ||
		(named && d->inlined.size + d->place.size == 0)) {
		return true;
	}
	return buffer_append(&d->note, " (", strlen(" ("), err) &&
	       append(&d->note, &d->inlined, err) &&
	       (named || append(&d->note, &d->name, err)) &&
	       (named || d->place.size == 0 ||
		       buffer_append(&d->note, " ", 1, err)) &&
	       append(&d->note, &d->place, err) &&
	       buffer_append(&d->note, ")", 1, err);
}

/* The length of the note if the log already has it at AT; 0 otherwise. */
static size_t noted(const struct decode *d, size_t at)
{
	const size_t begin = at;

	for (size_t i = 0; i < d->note.size; i++) {
		const char c = (char)d->note.data[i];

		at += d->scan.quoted && (c == '"' || c == '\\');
		if (scan_byte(&d->scan, at) != c) {
			return 0;
		}
		at++;
	}
	return at - begin;
}

static bool named_so(const struct decode *d, const struct span *word)
{
	const char *name = (const char *)d->name.data;
	const char *plus = system_find_last(name, '+', d->name.size);

	return rules_named_so(&d->scan, word, name, (size_t)(plus - name));
}

static void see_build(struct decode *d, const struct span *id, bool line)
{
	const bool foreign = !d->source.is_build(d->source.context,
		d->window + id->begin, id->end - id->begin, d->lines + 1);

	if (line) {
		d->scan.foreign = foreign;
	} else {
		d->foreign = foreign;
	}
}

static bool mentions(const struct decode *d, const char *text)
{
	return system_find(d->window + d->begin, d->size - d->begin, text,
		       strlen(text)) != NULL;
}

/* Before the words, because a line may state its build at its end. */
static void see_builds(struct decode *d)
{
	struct scan scan = d->scan;
	struct span word, id;
	bool line;

	if (!mentions(d, "uild") && !mentions(d, "UILD") &&
		!mentions(d, "Comm:")) {
		return;
	}
	while (scan_word(&scan, &word)) {
		if (rules_build_id(&scan, &word, &id, &line)) {
			see_build(d, &id, line);
		}
	}
}

/* Passes the note after WORD if the log has it already: *THEREP. */
static bool pass_note(struct decode *d, const struct span *word, bool named,
	bool *therep, struct error *err)
{
	size_t there;

	if (!make_note(d, named, err)) {
		return false;
	}
	there = noted(d, word->end);
	d->scan.at += there;
	*therep = there > 0;
	return true;
}

static bool locate(
	const struct decode *d, const struct symbolic *s, uint64_t *addrp)
{
	return d->source.locate(d->source.context, d->window + s->name.begin,
		s->name.end - s->name.begin, s->offset, s->size, addrp);
}

/* Puts the lines of NAME+0xOFF/0xSIZE, of which WORD is the offset, after it. */
static bool see_symbolic(
	struct decode *d, const struct span *word, struct error *err)
{
	struct symbolic symbolic;
	struct span whole;
	uint64_t addr;
	bool there;

	if (!symbolic_at(&d->scan, word, &symbolic) ||
		!locate(d, &symbolic, &addr)) {
		return true;
	}
	whole = (struct span){ symbolic.name.begin, symbolic.end };
	d->scan.at = whole.end;
	if (!ask(d, addr, err) || !pass_note(d, &whole, true, &there, err)) {
		return false;
	}
	d->passed = d->scan.at;
	return there || d->note.size == 0 ||
	       (put(d, whole.end, err) && put_note(d, err));
}

/* "f+0x4/0x30 (0x10004)", where the name has its lines. */
static bool follows_lines(const struct decode *d, const struct span *word)
{
	return d->passed > 0 && word->begin - d->passed <= BYTES_BETWEEN &&
	       scan_one_of(scan_before(&d->scan, word->begin), "([");
}

/* Whether a name with an offset and a size follows, where the lines are put. */
static bool precedes_lines(const struct decode *d, const struct span *word)
{
	struct scan ahead = d->scan;
	struct symbolic symbolic;
	struct span next;
	uint64_t addr;

	for (unsigned i = 0; i < WORDS_BETWEEN && scan_word(&ahead, &next);
		i++) {
		if (symbolic_at(&d->scan, &next, &symbolic)) {
			return symbolic.name.begin ==
				       rules_name_after(&d->scan, word) &&
			       locate(d, &symbolic, &addr);
		}
	}
	return false;
}

static bool see_address(struct decode *d, const struct span *word,
	uint64_t addr, struct error *err)
{
	bool named = rules_named(&d->scan, word), there = false;

	if (follows_lines(d, word) ||
		(named &&
			(d->source.lines == NULL || precedes_lines(d, word)))) {
		return true;
	}
	if (!ask(d, addr, err) || !pass_note(d, word, false, &there, err) ||
		(!there && !pass_note(d, word, true, &there, err))) {
		return false;
	}
	if (there || d->name.size == 0) {
		return true;
	}
	named = named || named_so(d, word);
	return make_note(d, named, err) &&
	       (d->note.size == 0 ||
		       (put(d, word->end, err) && put_note(d, err)));
}

static bool see_word(
	struct decode *d, const struct span *word, struct error *err)
{
	uint64_t addr;
	const bool is_address = rules_address(&d->scan, word, &addr);

	if (d->foreign || d->scan.foreign) {
		return true;
	}
	if (is_address) {
		return see_address(d, word, addr, err);
	}
	return d->source.lines == NULL || see_symbolic(d, word, err);
}

/*
 * Decodes the window, or the part that can be decoded while the line continues.
 */
static bool decode_piece(struct decode *d, bool ends, struct error *err)
{
	struct scan *scan = &d->scan;
	struct span word;

	scan->text = d->window;
	scan->at = d->begin;
	scan->row = 0;
	d->passed = 0;
	scan->end = d->size;
	scan->stop = ends ? d->size : d->size - AHEAD;
	see_builds(d);
	while (scan_word(scan, &word)) {
		if (!see_word(d, &word, err)) {
			return false;
		}
		scan->inside = word.end == d->size;
	}
	if (scan->at > d->size) {
		scan->at = d->size;
	}
	return put(d, scan->at, err);
}

/* Keeps what is not decoded yet, and a little before that. */
static void move_window(struct decode *d)
{
	const size_t kept = d->begin < BEHIND ? d->begin : BEHIND;

	d->size -= d->begin - kept;
	memmove(d->window, d->window + d->begin - kept, d->size);
	d->begin = kept;
}

static bool end_line(struct decode *d, struct error *err)
{
	const bool done = decode_piece(d, true, err);

	d->scan = (struct scan){ 0 };
	d->begin = 0;
	d->size = 0;
	d->lines++;
	return done;
}

/* Takes bytes up to the end of the line or of the window; returns how many. */
static size_t take(struct decode *d, const char *bytes, size_t size, bool *endp)
{
	const size_t room = DECODE_WINDOW - d->size;
	const size_t most = size < room ? size : room;
	const char *end = memchr(bytes, '\n', most);
	const size_t count = end != NULL ? (size_t)(end - bytes) + 1 : most;

	memcpy(d->window + d->size, bytes, count);
	d->size += count;
	*endp = end != NULL;
	return count;
}

bool decode_feed(struct decode *decode, const char *bytes, size_t size,
	struct error *err)
{
	while (size > 0) {
		bool ended;
		const size_t count = take(decode, bytes, size, &ended);

		bytes += count;
		size -= count;
		if (ended) {
			if (!end_line(decode, err)) {
				return false;
			}
		} else if (decode->size == DECODE_WINDOW) {
			if (!decode_piece(decode, false, err)) {
				return false;
			}
			move_window(decode);
		}
	}
	return true;
}

bool decode_end(struct decode *decode, struct error *err)
{
	return decode->size == 0 || end_line(decode, err);
}

void decode_free(struct decode *decode)
{
	free(decode->out.data);
	free(decode->note.data);
	free(decode->name.data);
	free(decode->inlined.data);
	free(decode->place.data);
}
