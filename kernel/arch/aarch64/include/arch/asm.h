/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Macros for assembly files. Every routine stands between FUNC and END_FUNC, so
 * that it has a type and a size in the symbol table: without a size it would
 * own no address there.
 */
#ifndef ARCH_ASM_H
#define ARCH_ASM_H

/* Starts a global routine in a section of its own. */
.macro FUNC name, section=.text.\name
	.pushsection \section, "ax", %progbits
	.balign	4
	.global	\name
	.type	\name, %function
\name:
.endm

.macro END_FUNC name
	.size	\name, . - \name
	.popsection
.endm

/* The address of a symbol relative to the pc: physical while the MMU is off. */
.macro ADR_REL reg, symbol
	adrp	\reg, \symbol
	add	\reg, \reg, #:lo12:\symbol
.endm

/* The link-time value of a symbol, wherever the code runs. */
.macro ADR_ABS reg, symbol
	movz	\reg, #:abs_g3:\symbol
	movk	\reg, #:abs_g2_nc:\symbol
	movk	\reg, #:abs_g1_nc:\symbol
	movk	\reg, #:abs_g0_nc:\symbol
.endm

#endif
