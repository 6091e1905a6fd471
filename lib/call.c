/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* From an address to return to, to the symbol that called. */
#include "table.h"

/* e_machine of those whose return addresses have such bits. */
#define MACHINE_MIPS   8
#define MACHINE_PARISC 15
#define MACHINE_ARM    40

uint64_t ksym_without_mode_(const struct ksym_table *t, uint64_t return_addr)
{
	switch (t->machine) {
	case MACHINE_ARM:
	case MACHINE_MIPS:
		return return_addr / 2 * 2;
	case MACHINE_PARISC:
		return return_addr / 4 * 4;
	default:
		return return_addr;
	}
}

int ksym_lookup_call(const struct ksym_table *t, uint64_t return_addr,
	struct ksym_symbol *symp)
{
	const uint64_t behind = ksym_without_mode_(t, return_addr);

	return behind > 0 ? ksym_lookup(t, behind - 1, symp)
			  : -KSYM_ERR_NOT_FOUND;
}
