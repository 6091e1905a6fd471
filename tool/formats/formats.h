/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The formats, for table.c alone. */
#ifndef KSYM_TOOL_FORMATS_H
#define KSYM_TOOL_FORMATS_H

#include "format.h"

extern const struct table_format compact_format;
extern const struct table_format flat_format;

#endif
