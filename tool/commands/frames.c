/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "frames.h"

#include <inttypes.h>
#include <string.h>

#include "report.h"

#define APPROXIMATE " (approximate)"

void frames_print_place(FILE *stream, const struct table_frame *frame)
{
	report_name(stream, frame->file != NULL ? frame->file : "?");
	fprintf(stream, ":%" PRIu32 "%s", frame->line,
		frame->approximate ? APPROXIMATE : "");
}

bool frames_append_place(
	struct buffer *out, const struct table_frame *frame, struct error *err)
{
	char line[sizeof(":4294967295" APPROXIMATE)];

	(void)snprintf(line, sizeof(line), ":%" PRIu32 "%s", frame->line,
		frame->approximate ? APPROXIMATE : "");
	return report_append_name(
		       out, frame->file != NULL ? frame->file : "?", err) &&
	       buffer_append(out, line, strlen(line), err);
}

json_t *frames_json(const struct table_frame *frame, const char *name)
{
	const bool known = frame->file != NULL;

	return json_pack("{s:o, s:o, s:o, s:b, s:b}", "function",
		name != NULL ? report_json_name(name) : json_null(), "file",
		known ? report_json_name(frame->file) : json_null(), "line",
		known ? report_json_number(frame->line) : json_null(),
		"inlined", (int)(frame->function != NULL), "approximate",
		(int)frame->approximate);
}
