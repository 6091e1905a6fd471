/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Errors travel as one line of text from where they are found to main, the only
 * place that prints them and exits.
 */
#ifndef KSYM_TOOL_ERROR_H
#define KSYM_TOOL_ERROR_H

#include <stdbool.h>

struct error {
	char text[1024]; /* "FILE: what is wrong, where, what was expected" */
	bool usage;      /* the command line is at fault: status 2, not 1 */
};

/* Sets the text, with control bytes made visible so that it stays one line. */
__attribute__((format(printf, 2, 3))) void error_set(
	struct error *err, const char *format, ...);

/*
 * The same as an expression of the value false, so that a function can end with
 * `return fail(...)`. These are macros so that compilers and checkers know the
 * value.
 */
#define fail(err, ...) (error_set((err), __VA_ARGS__), false)

/* The same for a command line that is at fault. */
#define fail_usage(err, ...) ((err)->usage = true, fail((err), __VA_ARGS__))

#endif
