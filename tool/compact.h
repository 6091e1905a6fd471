/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef KSYM_TOOL_COMPACT_H
#define KSYM_TOOL_COMPACT_H
#include <stdbool.h>
#include <stddef.h>
#include "buffer.h"
#include "error.h"
#include "symbol_list.h"
struct compact_options {
	bool by_name;
	const unsigned char *id;
	size_t id_size;
};
bool compact_encode(const struct symbol_list *list,
	const struct compact_options *options, struct buffer *out,
	struct error *err);
#endif
