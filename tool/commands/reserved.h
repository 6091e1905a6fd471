/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What a reservation holds: a table, or bytes that one may be written over. */
#ifndef KSYM_TOOL_RESERVED_H
#define KSYM_TOOL_RESERVED_H

#include <stdbool.h>

#include "core/error.h"
#include "formats/table.h"
#include "place/reservation.h"

/* Opens the table that the reservation holds, of whichever format it is. */
bool reserved_open(const struct reservation *reservation, struct table *table,
	struct error *err);

/* Whether it is erased memory, all 0x00 or all 0xff. */
bool reserved_is_erased(const struct reservation *reservation, bool *erasedp,
	struct error *err);

/*
 * Whether a table may be written over what the reservation holds: erased
 * memory, all 0x00 or all 0xff, or what begins with a table.
 */
bool reserved_may_be_replaced(
	const struct reservation *reservation, struct error *err);

#endif
