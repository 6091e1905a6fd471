/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Logarithms and widths, in integers: every host agrees. */
#ifndef KSYM_WRITE_NUMBERS_H
#define KSYM_WRITE_NUMBERS_H

#include <stdint.h>

#include "prefix.h"

/* Costs are counted in 1/256 of a bit. */
#define COST_BIT 256u

/* log2(VALUE) in 1/256; VALUE > 0. */
uint32_t number_log2(uint32_t value);

/* The bits that it takes to write VALUE. */
unsigned number_width(uint64_t value);

#endif
