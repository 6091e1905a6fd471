/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What small code calls rather than repeats. */
#include "table.h"

uint32_t ksym_bits_of_(const uint8_t *b, uint32_t bit)
{
	return ksym_bits_at_(b, bit);
}

uint32_t ksym_anchor_of_(const struct ksym_table *t, uint32_t index)
{
	return ksym_anchor_at_(t, index);
}
