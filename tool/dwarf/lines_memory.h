/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The texts that a struct lines refers to. */
#ifndef KSYM_TOOL_LINES_MEMORY_H
#define KSYM_TOOL_LINES_MEMORY_H

#include "interner.h"

struct lines_memory {
	struct interner paths, texts;
};

#endif
