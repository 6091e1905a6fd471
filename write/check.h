/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What a caller gives, once it is known to be sound. */
#ifndef KSYM_WRITE_CHECK_H
#define KSYM_WRITE_CHECK_H

#include <ksym_write.h>
#include <stdbool.h>
#include <stddef.h>

#include "failure.h"

/* The symbols as the caller gives them. */
struct input {
	const struct ksym_write_symbol *symbols;
	size_t count;
};

bool check_input(const struct input *list, struct failure *err);
bool check_options(
	const struct ksym_write_options *options, struct failure *err);

#endif
