/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* __NAME_start and __NAME_end, the symbols that bound the reservation .NAME. */
#ifndef KSYM_TOOL_MARKER_H
#define KSYM_TOOL_MARKER_H

#include <stdbool.h>

/* Whether NAME is one of the two symbols of SECTION. */
bool is_marker(const char *name, const char *section);

/* Whether NAME is the symbol at the end. */
bool is_end_marker(const char *name, const char *section);

#endif
