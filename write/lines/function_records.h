/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The part of functions that are inlined. */
#ifndef KSYM_WRITE_FUNCTION_RECORDS_H
#define KSYM_WRITE_FUNCTION_RECORDS_H

#include "bytes.h"
#include "lines/learnt.h"

struct function_records {
	struct bytes bytes;
	uint8_t name_bits, callee_bits;
};

/* Free bytes.data after, also of an error. */
bool function_records_write(const struct learnt *learnt,
	const struct line_functions *functions,
	struct function_records *records, struct failure *err);

#endif
