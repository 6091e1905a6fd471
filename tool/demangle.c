/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "demangle.h"

#include <ctype.h>
#include <errno.h>
#include <libiberty/demangle.h>
#include <libiberty/libiberty.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "progress.h"

/* More pieces than compilers append: .constprop.0.isra.0.part.0.cold.llvm.1 */
#define MAX_PIECES 16

/*
 * For D, libiberty allocates through these, of its own or of the program that
 * uses it, and they have no way to say no. Nothing is written yet.
 */
static void *have(void *memory)
{
	if (memory == NULL) {
		progress_end();
		fputs("ksym: out of memory\n", stderr);
		exit(EXIT_FAILURE);
	}
	return memory;
}

void *xmalloc(size_t size)
{
	return have(malloc(size));
}

void *xcalloc(size_t count, size_t size)
{
	return have(calloc(count, size));
}

void *xrealloc(void *memory, size_t size)
{
	return have(realloc(memory, size));
}

static bool begins(const char *name, const char *with)
{
	return strncmp(name, with, strlen(with)) == 0;
}

/* What libiberty makes of a whole name. */
static char *demangle_whole(const char *name)
{
	const int options = DMGL_PARAMS | DMGL_ANSI;
	char *text = cplus_demangle(name, options | DMGL_AUTO);

	/* "Auto" leaves D out. */
	if (text == NULL && begins(name, "_D")) {
		text = cplus_demangle(name, options | DMGL_DLANG);
	}
	return text;
}

static bool same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/*
 * Cuts pieces, each with its dot, off the end of NAME for as long as *TEXTP,
 * what NAME is in source form, does not tell that they were there: the
 * demangler has passed over them, or they keep it from knowing the name.
 */
static void cut_suffix(char *name, char **textp)
{
	for (int i = 0; i < MAX_PIECES; i++) {
		char *dot = strrchr(name, '.');
		char *text;
		bool known;

		if (dot == NULL) {
			return;
		}
		*dot = '\0';
		text = demangle_whole(name);
		known = *textp == NULL && text != NULL;
		if (!known && !same(text, *textp)) {
			*dot = '.';
			free(text);
			return;
		}
		free(*textp);
		*textp = text;
	}
	/* No compiler's suffix: the name stays as it is. */
	free(*textp);
	*textp = NULL;
}

/*
 * The part of SUFFIX to show: not LLVM's `.llvm.N` at its end, a hash, and not
 * the numbers that it starts with where the demangler, to which the name is
 * KNOWN, has passed over them.
 */
static int shown_suffix(const char **suffixp, bool known)
{
	const char *hash;

	while (known && (*suffixp)[0] == '.' &&
		isdigit((unsigned char)(*suffixp)[1])) {
		*suffixp += 1 + strspn(*suffixp + 1, "0123456789");
	}
	hash = strstr(*suffixp, ".llvm.");
	return (int)(hash != NULL ? (size_t)(hash - *suffixp)
				  : strlen(*suffixp));
}

static char *demangle_with_suffix(const char *name)
{
	/* Some ABIs put a dot or a dollar before the name of a code address. */
	const size_t prefix = strspn(name, ".$");
	const char *suffix;
	char *text, *cut, *whole = NULL;
	bool known;
	int shown;

	if (!begins(name + prefix, "_")) {
		return NULL;
	}
	text = demangle_whole(name + prefix);
	known = text != NULL;
	cut = strdup(name + prefix);
	if (cut != NULL) {
		cut_suffix(cut, &text);
		suffix = name + prefix + strlen(cut);
		shown = shown_suffix(&suffix, known);
		if (text == NULL || asprintf(&whole, "%.*s%s%.*s", (int)prefix,
					    name, text, shown, suffix) < 0) {
			whole = NULL;
		}
	}
	free(text);
	free(cut);
	return whole;
}

bool demangle(const char *name, char **textp)
{
	/* libiberty has one answer for "no such name" and "no memory". */
	errno = 0;
	*textp = demangle_with_suffix(name);
	if (errno == ENOMEM) {
		free(*textp);
		*textp = NULL;
		return false;
	}
	return true;
}
