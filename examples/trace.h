/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef TRACE_H
#define TRACE_H

#include <stdint.h>

/* Prints an address, and which function it is in. */
void trace_address(uintptr_t addr);

/* The same for each caller, from a frame pointer upwards. */
void trace_callers(uintptr_t frame);

#endif
