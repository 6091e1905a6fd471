/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Names that are stored cut or mangled, to report to the user. */
#ifndef KSYM_TOOL_NAME_LOSSES_H
#define KSYM_TOOL_NAME_LOSSES_H

#include <stddef.h>

/* The names with one reason; FIRST is valid as long as the list. */
struct lost_names {
	size_t count;
	const char *first;
};

/* Zero-initialise before use. */
struct name_losses {
	struct lost_names too_long; /* kept mangled: a source form too long */
	struct lost_names costly;   /* kept mangled: too much time or memory */
	struct lost_names cut;      /* to what a table holds, unasked */
};

#endif
