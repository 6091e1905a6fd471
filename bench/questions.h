/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Questions from a file, to a table, for programs that count what they cost. */
#ifndef KSYM_BENCH_QUESTIONS_H
#define KSYM_BENCH_QUESTIONS_H

#include <ksym.h>

#include <stddef.h>

#include "probes.h"

/* Asks one probe, as ours.h says. */
typedef uint64_t question(
	const void *self, const struct probe *probe, const struct text *text);

/*
 * `nothing`, `symbol`, `name`, `find` or `lines`; ends the program at another
 * name.
 */
question *question_of(const char *name);

/* Reads the `ADDR NAME` lines that bench --probes writes, or ends the program. */
void questions_read(const char *path, struct probes *probes);

/* Asks all of them, in a function of its own, which a tool finds by its name. */
uint64_t questions_ask(
	question *ask, const struct ksym_table *t, const struct probes *probes);

#endif
