/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* ksym_location, by which a kernel finds a table wherever it is (ksym.h). */
#ifndef KSYM_TOOL_LOCATION_H
#define KSYM_TOOL_LOCATION_H

#include <stdbool.h>

#include "core/error.h"
#include "elf/layout.h"
#include "reservation.h"

/*
 * Has it written that the table is at RESERVATION. Where the ELF has none sets
 * *FOUNDP to false, which is no error.
 */
bool location_patch(struct layout *layout,
	const struct reservation *reservation, bool *foundp, struct error *err);

#endif
