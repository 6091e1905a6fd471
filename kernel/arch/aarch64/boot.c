/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * From any level to EL1, with the MMU and the caches on from there on.
 *
 * This runs at its physical address although it is linked at its virtual one.
 * So it must not use an absolute address: the linker script refuses any data
 * of this file. Every register gets its full value, so that what a reset or a
 * loader left in it does not matter.
 */
#include <stdint.h>

#include <arch/sysreg.h>
#include <arch/translation_table.h>

#include "boot.h"

/*
 * SCR_EL3: RES1 bits; EL1 is AArch64; nothing is taken to EL3. It stays Secure,
 * as all interrupts of a GIC are at reset, and the memory of no board here has
 * a part that Secure accesses cannot reach.
 */
#define SCR_RES1 (3 << 4)
#define SCR_RW   (1 << 10)

/*
 * CPUECTLR_EL1, which is S3_1_C15_C2_1: "Cortex-A53 MPCore Technical Reference
 * Manual", and the Cortex-A72's, demand SMPEN before the caches are used.
 */
#define CPUECTLR_SMPEN (1 << 6)

/* HCR_EL2: EL1 is AArch64; no trap, no stage 2. */
#define HCR_RW (UINT64_C(1) << 31)

/* CPTR_EL2 without E2H: its RES1 bits; floating point not trapped to EL2. */
#define CPTR_EL2_RES1 0x33ff

/* CNTHCTL_EL2: EL1 may use the physical counter and timer. */
#define CNTHCTL_EL1PCTEN (1 << 0)
#define CNTHCTL_EL1PCEN  (1 << 1)

/* PMCR_EL0.N, the number of event counters: MDCR_EL2.HPMN gives all to EL1. */
#define PMCR_N(pmcr) ((pmcr) >> 11 & 0x1f)

/* SCTLR_EL1: the bits that are RES1 in Armv8.0, and those that we want. */
#define SCTLR_RES1 (1 << 29 | 1 << 28 | 1 << 23 | 1 << 22 | 1 << 20 | 1 << 11)
#define SCTLR_M    (1 << 0)  /* MMU */
#define SCTLR_A    (1 << 1)  /* alignment checked */
#define SCTLR_C    (1 << 2)  /* data caches */
#define SCTLR_SA   (1 << 3)  /* SP alignment checked */
#define SCTLR_I    (1 << 12) /* instruction caches */
#define SCTLR_WXN  (1 << 19) /* what is writable is not executable */

/* TCR_EL1 */
#define TCR_T0SZ(bits)   (64 - (bits))
#define TCR_EPD0         (1 << 7) /* no walks through TTBR0_EL1 */
#define TCR_TG0_64K      (1 << 14)
#define TCR_T1SZ(bits)   ((64 - (bits)) << 16)
#define TCR_IRGN1_WBWA   (1 << 24)
#define TCR_ORGN1_WBWA   (1 << 26)
#define TCR_SH1_INNER    (3 << 28)
#define TCR_TG1_64K      (UINT64_C(3) << 30)
#define TCR_IPS(parange) ((uint64_t)(parange) << 32)

/* ID_AA64MMFR0_EL1 */
#define MMFR0_PARANGE(mmfr0)  ((unsigned int)(0xf & (mmfr0)))
#define MMFR0_TGRAN64(mmfr0)  ((unsigned int)((mmfr0) >> 24 & 0xf))
#define MMFR0_TGRAN64_HAS     0
#define MMFR0_PARANGE_48_BITS 5

/* Lets EL1 do all that this kernel does without a trap to EL3. */
static void let_el3_alone(void)
{
	sysreg_write(SCR_EL3, SCR_RES1 | SCR_RW);
	sysreg_write(CPTR_EL3, 0);
	sysreg_write(MDCR_EL3, 0);
	sysreg_write(
		S3_1_C15_C2_1, sysreg_read(S3_1_C15_C2_1) | CPUECTLR_SMPEN);
}

/* The same for EL2. */
static void let_el2_alone(void)
{
	sysreg_write(HCR_EL2, HCR_RW);
	sysreg_write(CPTR_EL2, CPTR_EL2_RES1);
	sysreg_write(HSTR_EL2, 0);
	sysreg_write(MDCR_EL2, PMCR_N(sysreg_read(PMCR_EL0)));
	sysreg_write(VTTBR_EL2, 0);
	sysreg_write(VPIDR_EL2, sysreg_read(MIDR_EL1));
	sysreg_write(VMPIDR_EL2, sysreg_read(MPIDR_EL1));
	sysreg_write(CNTHCTL_EL2, CNTHCTL_EL1PCTEN | CNTHCTL_EL1PCEN);
	sysreg_write(CNTVOFF_EL2, 0);
}

/* Writes the EL1 translation regime; it takes effect with SCTLR_EL1. */
static void set_up_translation(uint64_t phys_tables, unsigned int parange)
{
	if (parange > MMFR0_PARANGE_48_BITS) {
		parange = MMFR0_PARANGE_48_BITS;
	}
	sysreg_write(MAIR_EL1, MAIR_DEVICE_nGnRE << (8 * MAIR_DEVICE) |
				       MAIR_NORMAL_WB << (8 * MAIR_NORMAL));
	sysreg_write(TCR_EL1, TCR_EPD0 | TCR_TG0_64K |
				      TCR_T0SZ(KERNEL_VIRT_BITS) |
				      TCR_T1SZ(KERNEL_VIRT_BITS) | TCR_TG1_64K |
				      TCR_SH1_INNER | TCR_IRGN1_WBWA |
				      TCR_ORGN1_WBWA | TCR_IPS(parange));
	sysreg_write(TTBR0_EL1, 0);
	sysreg_write(TTBR1_EL1, phys_tables);
}

/* Drops what the TLBs and the instruction cache still hold. */
static void forget_translations(uint64_t level)
{
	dsb(sy);
	if (level == 1) {
		__asm__ volatile("tlbi vmalle1" : : : "memory");
	} else {
		__asm__ volatile("tlbi alle1" : : : "memory");
	}
	__asm__ volatile("ic iallu" : : : "memory");
	dsb(sy);
	isb();
}

__attribute__((weak)) void boot_test_hook(void)
{
}

static void prepare_from_el3(uint64_t virt_entry)
{
	let_el3_alone();
	sysreg_write(SPSR_EL3, DAIF_D | DAIF_A | DAIF_I | DAIF_F | SPSR_EL1H);
	sysreg_write(ELR_EL3, virt_entry);
}

static void prepare_from_el2(uint64_t virt_entry)
{
	let_el2_alone();
	sysreg_write(SPSR_EL2, DAIF_D | DAIF_A | DAIF_I | DAIF_F | SPSR_EL1H);
	sysreg_write(ELR_EL2, virt_entry);
}

uint64_t boot_prepare_el1(
	uint64_t phys_tables, uint64_t virt_stack, uint64_t virt_entry)
{
	const uint64_t level = CURRENTEL_EL(sysreg_read(CurrentEL));
	const uint64_t mmfr0 = sysreg_read(ID_AA64MMFR0_EL1);

	if (phys_tables == 0) {
		boot_stop(BOOT_NO_TABLES);
	}
	if (MMFR0_TGRAN64(mmfr0) != MMFR0_TGRAN64_HAS) {
		boot_stop(BOOT_NO_GRANULE);
	}
	if (level == 3) {
		prepare_from_el3(virt_entry);
	} else if (level == 2) {
		prepare_from_el2(virt_entry);
	}
	if (level != 1) {
		sysreg_write(SP_EL1, virt_stack);
	}

	/* The kernel uses general registers only: trap all else to EL1. */
	sysreg_write(CPACR_EL1, 0);
	sysreg_write(MDSCR_EL1, 0);
	set_up_translation(phys_tables, MMFR0_PARANGE(mmfr0));
	forget_translations(level);
	return SCTLR_RES1 | SCTLR_M | SCTLR_A | SCTLR_C | SCTLR_SA | SCTLR_I |
	       SCTLR_WXN;
}
