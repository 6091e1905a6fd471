/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef REGISTERS_H
#define REGISTERS_H

#include <stdbool.h>

/*
 * Makes the test system call. Returns whether all registers and the flags were
 * after it what they had been before.
 */
bool registers_survive_system_call(void);

#endif
