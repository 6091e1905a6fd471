/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The physical counter: Arm ARM, "The Generic Timer in AArch64 state". */
#include <kernel/time.h>

#include <arch/sysreg.h>

uint64_t arch_counter(void)
{
	isb();
	return sysreg_read(CNTPCT_EL0);
}

uint32_t arch_counter_frequency(void)
{
	const uint32_t frequency = (uint32_t)sysreg_read(CNTFRQ_EL0);

	return frequency == 0 ? 1 : frequency;
}
