/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The demangler that ksym is built with: demangler_libiberty.c, or
 * demangler_none.c where tool.mk found no libiberty.
 */
#ifndef KSYM_TOOL_DEMANGLER_H
#define KSYM_TOOL_DEMANGLER_H

#include <stdbool.h>
#include <stddef.h>

#define DEMANGLE_MOST 65535 /* bytes of a source form: what a table holds */

/* How a language ends the process where it cannot return. */
#define DEMANGLE_EXIT_TOO_LONG  3
#define DEMANGLE_EXIT_NO_MEMORY 4

/*
 * Gives the source form of NAME piece by piece; false: no name of the language,
 * and then what was given is worth nothing. APPEND need not return. Time and
 * stack have no bound, and the process may end.
 */
typedef bool demangler_language(const char *name,
	void (*append)(const char *piece, size_t length, void *context),
	void *context);

/* What ksym --version says of it. */
extern const char demangler_name[];

/* In the order in which a name is tried; NULL ends them. */
extern demangler_language *const demangler_languages[];

#endif
