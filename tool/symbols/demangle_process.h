/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* A process that demangles for its parent, with limits of its own. */
#ifndef KSYM_TOOL_DEMANGLE_PROCESS_H
#define KSYM_TOOL_DEMANGLE_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

#include "demangle.h"
#include "core/error.h"
#include "symbol_list.h"

/* What is known of one name in advance. */
struct known_answer {
	size_t symbol; /* its place in the list; SIZE_MAX: of none */
	enum demangled result;
};

struct demangle_process {
	pid_t pid;
	FILE *answers;
	int error;       /* errno of reading them, or 0 */
	size_t *symbolp; /* shared: the place in the list of the name in work */
};

/*
 * Starts a process that demangles the names of LIST for which demangle_may is
 * true, in order, from symbol FIRST on. On error there is nothing to end.
 */
bool demangle_process_start(struct demangle_process *process,
	const struct symbol_list *list, size_t first,
	const struct known_answer *known, struct error *err);

/*
 * The answer for the next name; false if there is none, for a reason that
 * demangle_process_end gives.
 */
bool demangle_process_read(struct demangle_process *process,
	struct source_form *form, enum demangled *resultp);

/*
 * Ends the process, also in the middle of its work. KNOWN is then the name at
 * which it ended and why. Without a name, DEMANGLED_COSTLY means that its time
 * was up, and DEMANGLED_NOT that it was done or its reader stopped.
 */
bool demangle_process_end(struct demangle_process *process,
	struct known_answer *known, struct error *err);

#endif
