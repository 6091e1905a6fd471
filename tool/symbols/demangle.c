/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "demangle.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/*
 * More suffixes than compilers append: .constprop.0.isra.0.part.0.cold.llvm.1
 */
#define MAX_PIECES 16

static bool begins(const char *name, const char *with)
{
	return strncmp(name, with, strlen(with)) == 0;
}

/* Some ABIs put a dot or a dollar before the name of a code address. */
static size_t prefix_length(const char *name)
{
	return strspn(name, ".$");
}

bool demangle_may(const char *name)
{
	name += prefix_length(name);
	return name[0] == '_' && name[1] != '\0' &&
	       strchr("ZRDG", name[1]) != NULL;
}

bool demangle_likely(const char *name)
{
	static const char digits[] = "0123456789";

	name += prefix_length(name);
	if (!demangle_may(name)) {
		return false;
	}
	switch (name[1]) {
	case 'Z':
		return isalnum((unsigned char)name[2]) != 0;
	case 'R':
		return name[2] != '\0' && strchr("CMXYNIB", name[2]) != NULL &&
		       strpbrk(name, digits) != NULL;
	default:
		return name[1] == 'D' && name[2] != '\0' &&
		       strchr(digits, name[2]) != NULL;
	}
}

static void append(const char *bytes, size_t length, void *context)
{
	struct demangler *demangler = context;
	struct source_form *form = demangler->form;

	/* A language holds no more then than some memory of the name's length. */
	if (length > DEMANGLE_MOST - form->length) {
		longjmp(demangler->too_long, 1);
	}
	memcpy(form->bytes + form->length, bytes, length);
	form->length += length;
}

/* Sets FORM, and the demangler's to it, to what a language makes of NAME. */
static void demangle_whole(
	struct demangler *demangler, const char *name, struct source_form *form)
{
	demangler->form = form;
	form->known = false;
	for (size_t i = 0; demangler_languages[i] != NULL && !form->known;
		i++) {
		form->length = demangler->prefix;
		form->known = demangler_languages[i](name, append, demangler);
	}
}

static bool same(const struct source_form *a, const struct source_form *b)
{
	return a->known == b->known &&
	       (!a->known ||
		       (a->length == b->length &&
			       memcmp(a->bytes, b->bytes, a->length) == 0));
}

/*
 * Cuts suffixes, each with its dot, off the end of NAME while the source form
 * of the rest does not show them: the demangler drops them, or does not know
 * the name with them.
 */
static void cut_suffix(struct demangler *demangler, char *name)
{
	for (int i = 0; i < MAX_PIECES; i++) {
		struct source_form *whole = demangler->form;
		struct source_form *rest = whole == demangler->forms
						   ? demangler->forms + 1
						   : demangler->forms;
		char *dot = strrchr(name, '.');

		if (dot == NULL) {
			return;
		}
		*dot = '\0';
		demangle_whole(demangler, name, rest);
		if ((whole->known || !rest->known) && !same(whole, rest)) {
			*dot = '.';
			demangler->form = whole;
			return;
		}
	}
	/* No compiler's suffix: the name stays as it is. */
	demangler->form->known = false;
}

/* The length of `.llvm.N` at the start of SUFFIX, or 0. */
static size_t hash_length(const char *suffix)
{
	static const char start[] = ".llvm.";
	size_t length;

	if (!begins(suffix, start)) {
		return 0;
	}
	length = sizeof(start) - 1;
	length += strspn(suffix + length, "0123456789ABCDEF");
	return strchr(".@", suffix[length]) != NULL ? length : 0;
}

/*
 * Appends SUFFIX without LLVM's hashes. If the demangler knows the whole name
 * (KNOWN), it drops numbers at the start of SUFFIX, and so does this.
 */
static void append_suffix(
	struct demangler *demangler, const char *suffix, bool known)
{
	while (known && suffix[0] == '.' && isdigit((unsigned char)suffix[1])) {
		suffix += 1 + strspn(suffix + 1, "0123456789");
	}
	while (*suffix != '\0') {
		size_t length = hash_length(suffix);

		if (length == 0) {
			length = 1 + strcspn(suffix + 1, ".");
			append(suffix, length, demangler);
		}
		suffix += length;
	}
}

/*
 * Demangles NAME. CUT is a copy of it without prefix and version, which this
 * changes.
 */
static enum demangled demangle_parts(
	struct demangler *demangler, const char *name, char *cut)
{
	bool known;

	if (setjmp(demangler->too_long) != 0) {
		return DEMANGLED_TOO_LONG;
	}
	demangle_whole(demangler, cut, demangler->forms);
	known = demangler->form->known;
	cut_suffix(demangler, cut);
	if (!demangler->form->known) {
		return DEMANGLED_NOT;
	}
	memcpy(demangler->form->bytes, name, demangler->prefix);
	append_suffix(demangler, name + demangler->prefix + strlen(cut), known);
	return DEMANGLED;
}

enum demangled demangle(struct demangler *demangler, const char *name)
{
	enum demangled result;
	char *cut;

	demangler->prefix = prefix_length(name);
	if (!demangle_may(name)) {
		return DEMANGLED_NOT;
	}
	if (demangler->prefix > DEMANGLE_MOST) {
		return DEMANGLED_TOO_LONG;
	}
	/* A language has one answer for "no such name" and "no memory". */
	errno = 0;
	/* A symbol version stays at the end, as with nm. */
	name += demangler->prefix;
	cut = strndup(name, strcspn(name, "@"));
	if (cut == NULL) {
		return DEMANGLED_NO_MEMORY;
	}
	result = demangle_parts(demangler, name - demangler->prefix, cut);
	free(cut);
	return result == DEMANGLED_NOT && errno == ENOMEM ? DEMANGLED_NO_MEMORY
							  : result;
}
