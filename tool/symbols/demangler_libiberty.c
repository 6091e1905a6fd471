/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "demangler.h"

#include <demangle.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define OPTIONS (DMGL_PARAMS | DMGL_ANSI)

/* Bytes that a name of D may ask for, one piece after the other. */
#define D_MOST ((size_t)16 << 20)

static size_t requested;

/*
 * For D, libiberty allocates through these, of its own or of the program that
 * uses it, and they have no way to say no.
 */
void *xmalloc(size_t size);
void *xrealloc(void *memory, size_t size);

static void *have(void *memory)
{
	if (memory == NULL) {
		_exit(DEMANGLE_EXIT_NO_MEMORY);
	}
	return memory;
}

static void request(size_t size)
{
	if (size > D_MOST - requested) {
		_exit(DEMANGLE_EXIT_TOO_LONG);
	}
	requested += size;
}

void *xmalloc(size_t size)
{
	request(size);
	return have(malloc(size));
}

void *xrealloc(void *memory, size_t size)
{
	request(size);
	return have(realloc(memory, size));
}

static bool rust(const char *name,
	void (*append)(const char *piece, size_t length, void *context),
	void *context)
{
	return rust_demangle_callback(name, OPTIONS, append, context) != 0;
}

static bool cplus(const char *name,
	void (*append)(const char *piece, size_t length, void *context),
	void *context)
{
	return cplus_demangle_v3_callback(name, OPTIONS, append, context) != 0;
}

static bool dlang(const char *name,
	void (*append)(const char *piece, size_t length, void *context),
	void *context)
{
	/* The last one, of which append may not have returned. */
	static char *text;

	if (strncmp(name, "_D", 2) != 0) {
		return false;
	}
	free(text);
	requested = 0;
	text = dlang_demangle(name, OPTIONS);
	if (text == NULL) {
		return false;
	}
	append(text, strlen(text), context);
	return true;
}

const char demangler_name[] = "libiberty";

demangler_language *const demangler_languages[] = { rust, cplus, dlang, NULL };
