/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <kernel/cpu.h>

#include <arch/sysreg.h>

void cpu_wait_forever(void)
{
	for (;;) {
		__asm__ volatile("wfe");
	}
}

void cpu_wait_for_interrupt(void)
{
	__asm__ volatile("wfi" : : : "memory");
}

void cpu_mask_interrupts(void)
{
	__asm__ volatile("msr DAIFSet, #0xf" : : : "memory");
}

const char *cpu_privilege_level(void)
{
	static const char names[][4] = { "EL0", "EL1", "EL2", "EL3" };

	return names[CURRENTEL_EL(sysreg_read(CurrentEL))];
}

struct cpu_masks cpu_masked_exceptions(void)
{
	const uint64_t daif = sysreg_read(DAIF);

	return (struct cpu_masks){
		.debug = (daif & DAIF_D) != 0,
		.serror = (daif & DAIF_A) != 0,
		.irq = (daif & DAIF_I) != 0,
		.fiq = (daif & DAIF_F) != 0,
	};
}

bool arch_interrupts_masked(void)
{
	return (sysreg_read(DAIF) & DAIF_I) != 0;
}

uint64_t arch_interrupts_save_and_mask(void)
{
	const uint64_t daif = sysreg_read(DAIF);

	__asm__ volatile("msr DAIFSet, #2" : : : "memory");
	return daif;
}

void arch_interrupts_restore(uint64_t saved)
{
	sysreg_write(DAIF, saved);
}

void arch_interrupts_unmask(void)
{
	__asm__ volatile("msr DAIFClr, #2" : : : "memory");
}
