/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The parts that rows are in. */
#ifndef KSYM_WRITE_STREAM_H
#define KSYM_WRITE_STREAM_H

#include "lines/line_shapes.h"

struct stream {
	struct bytes codes, shapes, stream, index;
	uint32_t places[KSYM_LINES_CONTEXTS]; /* of contexts' codes in CODES */
	uint32_t groups;                      /* of the index */
};

/* stream_free after, also of an error. */
bool stream_write(const struct coded *coded, const struct shapes *shapes,
	struct stream *stream, struct failure *err);
void stream_free(struct stream *stream);

#endif
