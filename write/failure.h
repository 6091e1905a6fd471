/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Why the parts fail. */
#ifndef KSYM_WRITE_FAILURE_H
#define KSYM_WRITE_FAILURE_H

#include <ksym_write.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "prefix.h"

struct failure {
	int status;    /* enum ksym_write_status */
	size_t symbol; /* these as in struct ksym_written */
	uint64_t found, limit;
};

/*
 * False, so that a function can end with `return fail(...)`. Behind ERR stands
 * the status, and then other members: fail(err, KSYM_WRITE_NAME, .symbol = i).
 */
#define fail(err, ...) \
	(*(err) = (struct failure){ .status = __VA_ARGS__ }, false)

#endif
