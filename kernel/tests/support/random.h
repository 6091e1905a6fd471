/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef RANDOM_H
#define RANDOM_H

#include <stdint.h>

/* The next of a sequence that is the same in each boot; 31 bits. */
uint64_t next_random(void);

#endif
