/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * What ESR_EL1 says, in words. The Arm ARM (DDI 0487) has the codes under
 * "ESR_EL1, Exception Syndrome Register (EL1)"; ESR_EL2 and ESR_EL3 have the
 * same. No table holds an address, so this works before the MMU is on, too.
 */
#ifndef SYNDROME_H
#define SYNDROME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Room for the longest text of either function. */
#define SYNDROME_TEXT_SIZE 80

/* The exception class, "Data Abort, current EL"; "N/A" for what is none. */
const char *syndrome_class(uint64_t esr);

/*
 * Writes what the instruction specific syndrome of aborts and SErrors says,
 * " - Translation fault, level 0, read"; of others, nothing.
 */
void syndrome_specific(uint64_t esr, char text[SYNDROME_TEXT_SIZE]);

/* Whether the fault address register holds what the exception was about. */
bool syndrome_has_address(uint64_t esr);

#endif
