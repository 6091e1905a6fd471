/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Lines on standard error, and the colours of a terminal. */
#ifndef KSYM_TOOL_SAY_H
#define KSYM_TOOL_SAY_H

#include <stdbool.h>
#include <stdio.h>

/* A name that was added is put between these. */
#define SAY_NAME "\033[36m"
#define SAY_END  "\033[0m"

/* --color: an enum option_color, or 0 as at first, which is auto. */
void say_color(unsigned color);

/*
 * Whether colours go to STREAM: where it is a terminal that has them
 * (TERM is not dumb) and whose user wants them (NO_COLOR is not set, or
 * empty), if --color does not say.
 */
bool say_in_color(FILE *stream);

/* A line, "ksym: FILE: what there is to know", of no error. */
__attribute__((format(printf, 1, 2))) void say_note(const char *format, ...);

/* The line of an error. */
void say_error(const char *text);

#endif
