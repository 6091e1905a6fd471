/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The process that demangles for another, within bounds of its own. */
#ifndef KSYM_TOOL_DEMANGLE_PROCESS_H
#define KSYM_TOOL_DEMANGLE_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

#include "demangle.h"
#include "core/error.h"
#include "symbol_list.h"

/* What is known of one name before it is asked for. */
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
 * Begins to demangle the names of LIST from the symbol at FIRST on, of those
 * that demangle_may names, in order. On error there is nothing to end.
 */
bool demangle_process_start(struct demangle_process *process,
	const struct symbol_list *list, size_t first,
	const struct known_answer *known, struct error *err);

/* The next name's answer; false where there is none: see the end. */
bool demangle_process_read(struct demangle_process *process,
	struct source_form *form, enum demangled *resultp);

/*
 * Ends it, in the middle of its work if need be. KNOWN is then the name that it
 * ended at and why; of none, and DEMANGLED_COSTLY, where it had time for no
 * more; of none, and DEMANGLED_NOT, where it was done or nobody read.
 */
bool demangle_process_end(struct demangle_process *process,
	struct known_answer *known, struct error *err);

#endif
