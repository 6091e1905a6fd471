/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Codes one row after the other. */
#ifndef KSYM_WRITE_CODER_H
#define KSYM_WRITE_CODER_H

#include "lines/coded.h"
#include "lines/nodes.h"

struct coder {
	struct line_calls *calls;
	struct learnt *learnt;
	struct coded *coded;
	bool learns; /* nothing is coded yet */
	struct nodes nodes;
	uint32_t spent; /* instructions to read the block so far */
};

/* Codes a row, of LENGTH units; BEGINS: a block. Nodes are as they are for it. */
bool coder_add(struct coder *coder, const struct line_row *row, uint32_t length,
	bool begins, struct failure *err);

#endif
