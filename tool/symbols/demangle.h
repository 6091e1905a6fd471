/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Demangling of one name. demangle_list.h handles names that cost too much. */
#ifndef KSYM_TOOL_DEMANGLE_H
#define KSYM_TOOL_DEMANGLE_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>

#include "demangler.h"

/* A source form, not terminated. */
struct source_form {
	char bytes[DEMANGLE_MOST];
	size_t length;
	bool known; /* the demangler knows the name */
};

/* Zero-initialise before use. */
struct demangler {
	struct source_form forms[2];
	struct source_form *form; /* the answer */
	size_t prefix;            /* bytes of it before the source form */
	jmp_buf too_long;
};

enum demangled {
	DEMANGLED,
	DEMANGLED_NOT, /* not a mangled name */
	DEMANGLED_TOO_LONG,
	DEMANGLED_NO_MEMORY,
	DEMANGLED_COSTLY, /* not demangle's: the process gave no answer */
};

/* Whether NAME begins like a mangled name. */
bool demangle_may(const char *name);

/* Whether hardly any name but a mangled one begins as NAME does. */
bool demangle_likely(const char *name);

/*
 * Sets demangler->form to the source form of a C++, Rust (legacy, v0) or D
 * name. Suffixes that the demangler does not show stay at its end
 * (docs/symbols.md, Names). At most DEMANGLE_MOST bytes are kept. Time and
 * stack are not bounded, and a D name may end the process, so call this only in
 * a process of its own.
 */
enum demangled demangle(struct demangler *demangler, const char *name);

#endif
