/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * System registers and barriers. Names as in the Arm ARM (DDI 0487), "AArch64
 * System Register Descriptions".
 */
#ifndef ARCH_SYSREG_H
#define ARCH_SYSREG_H

#include <stdint.h>

#define sysreg_read(name) \
	__extension__({ \
		uint64_t value_; \
		__asm__ volatile("mrs %0, " #name : "=r"(value_)); \
		value_; \
	})

#define sysreg_write(name, value) \
	__asm__ volatile("msr " #name ", %0" \
			 : \
			 : "r"((uint64_t)(value)) \
			 : "memory")

#define isb()       __asm__ volatile("isb" : : : "memory")
#define dsb(domain) __asm__ volatile("dsb " #domain : : : "memory")

/* CurrentEL and the mode field of SPSR_ELx */
#define CURRENTEL_EL(value) ((value) >> 2 & 3)
#define SPSR_EL1H           0x5

/* DAIF; the same bits in SPSR_ELx */
#define DAIF_D (1 << 9)
#define DAIF_A (1 << 8)
#define DAIF_I (1 << 7)
#define DAIF_F (1 << 6)

/* SPSR_EL1 */
#define SPSR_N  (1U << 31)
#define SPSR_Z  (1 << 30)
#define SPSR_C  (1 << 29)
#define SPSR_V  (1 << 28)
#define SPSR_IL (1 << 20)

/* ESR_ELx, and the ISS of aborts and SErrors */
#define ESR_EC(esr)  ((unsigned int)((esr) >> 26 & 0x3f))
#define ESR_ISS(esr) ((uint32_t)(0x1ffffff & (esr)))
#define ISS_FSC(iss) (0x3f & (iss))
#define ISS_WNR      (1 << 6)
#define ISS_FNV      (1 << 10)
#define ISS_AET(iss) ((iss) >> 10 & 7)
#define ISS_IDS      (1 << 24)

#endif
