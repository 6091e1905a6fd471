/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <arch/asm.h>

/* Arm ARM, HCR_EL2: EL1 is AArch64; SErrors are virtual; one is pending. */
#define HCR_RW  (1 << 31)
#define HCR_VSE (1 << 8)
#define HCR_AMO (1 << 5)

	.section .text.serror_vectors, "ax", %progbits
	.balign	2048
	.global	serror_vectors
	.type	serror_vectors, %function
serror_vectors:
	.skip	0x400	/* to "synchronous, lower EL in AArch64" */
	mov	x0, #HCR_RW
	orr	x0, x0, #HCR_VSE
	orr	x0, x0, #HCR_AMO
	msr	HCR_EL2, x0
	eret
	.size	serror_vectors, . - serror_vectors
