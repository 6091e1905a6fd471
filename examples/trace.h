/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TRACE_H
#define TRACE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Prints an address, its function and its line, or those of the call that will
 * return there; before it, those that were inlined into that function.
 */
void trace_address(uint64_t addr, bool is_return);

/* The same for each caller, from a frame pointer upwards. */
void trace_callers(uintptr_t frame);

#endif
