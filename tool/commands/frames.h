/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* How the frames of an address are printed: functions, files and lines. */
#ifndef KSYM_TOOL_FRAMES_H
#define KSYM_TOOL_FRAMES_H

#include <jansson.h>
#include <stdio.h>

#include "core/buffer.h"
#include "core/error.h"
#include "formats/table.h"

/* FILE:LINE, or ?:0 where it is unknown. */
void frames_print_place(FILE *stream, const struct table_frame *frame);

/* Appends the same. */
bool frames_append_place(
	struct buffer *out, const struct table_frame *frame, struct error *err);

/* NAME is that of the function, the symbol's too, or NULL. */
json_t *frames_json(const struct table_frame *frame, const char *name);

#endif
