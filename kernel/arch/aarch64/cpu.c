/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <kernel/cpu.h>

#include <kernel/log.h>

#include <arch/sysreg.h>

void cpu_wait_forever(void)
{
	for (;;) {
		__asm__ volatile("wfe");
	}
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

static const char *mask_name(uint64_t daif, uint64_t bit)
{
	return (daif & bit) != 0 ? "Masked" : "Unmasked";
}

void cpu_print_interrupt_state(void)
{
	const uint64_t daif = sysreg_read(DAIF);

	info("      Debug:  %s", mask_name(daif, DAIF_D));
	info("      SError: %s", mask_name(daif, DAIF_A));
	info("      IRQ:    %s", mask_name(daif, DAIF_I));
	info("      FIQ:    %s", mask_name(daif, DAIF_F));
}
