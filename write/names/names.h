/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The names, with their lengths. */
#ifndef KSYM_WRITE_NAMES_H
#define KSYM_WRITE_NAMES_H

#include <stdbool.h>
#include <stdint.h>

#include "check.h"
#include "failure.h"

struct name {
	const unsigned char *bytes;
	uint32_t length;
};

struct names {
	struct name *items;
	uint32_t count;
	uint64_t total; /* bytes of them all */
	uint32_t longest;
};

bool names_collect(
	const struct input *list, struct names *names, struct failure *err);
void names_free(struct names *names);

#endif
