/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* From a name to a symbol. */
#ifndef KSYM_WRITE_INDEX_H
#define KSYM_WRITE_INDEX_H

#include <stdbool.h>

#include "bytes.h"
#include "names/names.h"

/* Appends the index to OUT. */
bool index_write(
	const struct names *names, struct bytes *out, struct failure *err);

#endif
