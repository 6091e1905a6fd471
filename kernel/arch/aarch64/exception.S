/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <arch/asm.h>
#include <arch/exception.h>

/*
 * The vector table, Arm ARM (DDI 0487), "Exception vectors": 16 slots of 128
 * bytes, which make room in the registers, say who they are, and share all
 * else. Nothing may touch memory while sp has not been looked at; so x0 to x2
 * wait in the registers for thread IDs. TPIDR_EL1, TPIDR_EL0 and TPIDRRO_EL0
 * are therefore scratch, lost with each exception: who wants them for threads,
 * or runs programs at EL0, which can read the last two, needs another place.
 *
 * In:  sp: SP_EL1, of which nothing is assumed.
 * Out: as before, if the handler returns.
 */
#define SLOT_SIZE 128

.macro VECTOR name, number
	.balign	SLOT_SIZE
FUNC \name, .text.vectors
	msr	TPIDR_EL1, x0
	msr	TPIDR_EL0, x1
	msr	TPIDRRO_EL0, x2
	mov	x1, #\number
	b	exception_enter
END_FUNC \name
	.if	. - \name > SLOT_SIZE
	.error	"\name is larger than its slot"
	.endif
.endm

	.section .text.vectors, "ax", %progbits
	.balign	VECTOR_COUNT * SLOT_SIZE
	.global	exception_vectors
	.type	exception_vectors, %function
exception_vectors:
	VECTOR	vector_sp_el0_sync, 0
	VECTOR	vector_sp_el0_irq, 1
	VECTOR	vector_sp_el0_fiq, 2
	VECTOR	vector_sp_el0_serror, 3
	VECTOR	vector_sp_elx_sync, 4
	VECTOR	vector_sp_elx_irq, 5
	VECTOR	vector_sp_elx_fiq, 6
	VECTOR	vector_sp_elx_serror, 7
	VECTOR	vector_lower_a64_sync, 8
	VECTOR	vector_lower_a64_irq, 9
	VECTOR	vector_lower_a64_fiq, 10
	VECTOR	vector_lower_a64_serror, 11
	VECTOR	vector_lower_a32_sync, 12
	VECTOR	vector_lower_a32_irq, 13
	VECTOR	vector_lower_a32_fiq, 14
	VECTOR	vector_lower_a32_serror, 15
	.org	exception_vectors + VECTOR_COUNT * SLOT_SIZE /* cannot move back */
	.size	exception_vectors, . - exception_vectors

/*
 * Goes on at \label if x0 points into a stack, with room for a handler below.
 *
 * Clobbers: x2, flags.
 */
.macro B_IF_ON_STACK start, end, label
	ADR_REL	x2, \start + EXCEPTION_ROOM
	cmp	x0, x2
	ADR_REL	x2, \end
	ccmp	x0, x2, #2, hs		/* #2: the carry, as if higher */
	b.ls	\label
.endm

/*
 * Saves the context, calls the handler, and goes back to where the exception
 * came from.
 *
 * In:  x1: vector number; x0 to x2 of the context where VECTOR has put them.
 * Out: does not return to the slot; all registers as they were.
 */
FUNC exception_enter
	mov	x0, sp
	tst	x0, #15
	b.ne	1f
	B_IF_ON_STACK __boot_core_stack_start, __boot_core_stack_end, 2f
	B_IF_ON_STACK exception_stack, exception_stack + EXCEPTION_STACK_SIZE, 2f
1:	ADR_REL	x2, exception_stack + EXCEPTION_STACK_SIZE
	mov	sp, x2
2:	sub	sp, sp, #EXCEPTION_SIZE
	stp	x3, x4, [sp, #8 * 3]
	stp	x5, x6, [sp, #8 * 5]
	str	x7, [sp, #8 * 7]
	stp	x8, x9, [sp, #16 * 4]
	stp	x10, x11, [sp, #16 * 5]
	stp	x12, x13, [sp, #16 * 6]
	stp	x14, x15, [sp, #16 * 7]
	stp	x16, x17, [sp, #16 * 8]
	stp	x18, x19, [sp, #16 * 9]
	stp	x20, x21, [sp, #16 * 10]
	stp	x22, x23, [sp, #16 * 11]
	stp	x24, x25, [sp, #16 * 12]
	stp	x26, x27, [sp, #16 * 13]
	stp	x28, x29, [sp, #16 * 14]

	stp	x30, x0, [sp, #EXCEPTION_LR]
	mrs	x0, TPIDR_EL1
	mrs	x2, TPIDR_EL0
	mrs	x3, TPIDRRO_EL0
	stp	x0, x2, [sp]
	str	x3, [sp, #8 * 2]

	mrs	x3, ELR_EL1
	mrs	x4, SPSR_EL1
	mrs	x5, ESR_EL1
	mrs	x6, FAR_EL1
	stp	x3, x4, [sp, #EXCEPTION_ELR]
	stp	x5, x6, [sp, #EXCEPTION_ESR]
	stp	x29, x3, [sp, #EXCEPTION_RECORD]
	add	x29, sp, #EXCEPTION_RECORD

	mov	x0, sp
	bl	exception_handle
.Lhandled:
	ldr	x30, [sp, #EXCEPTION_LR]
	ldp	x3, x4, [sp, #EXCEPTION_ELR]
	msr	ELR_EL1, x3
	msr	SPSR_EL1, x4
	ldp	x28, x29, [sp, #16 * 14]
	ldp	x26, x27, [sp, #16 * 13]
	ldp	x24, x25, [sp, #16 * 12]
	ldp	x22, x23, [sp, #16 * 11]
	ldp	x20, x21, [sp, #16 * 10]
	ldp	x18, x19, [sp, #16 * 9]
	ldp	x16, x17, [sp, #16 * 8]
	ldp	x14, x15, [sp, #16 * 7]
	ldp	x12, x13, [sp, #16 * 6]
	ldp	x10, x11, [sp, #16 * 5]
	ldp	x8, x9, [sp, #16 * 4]
	ldp	x6, x7, [sp, #16 * 3]
	ldp	x4, x5, [sp, #16 * 2]
	ldp	x2, x3, [sp, #16 * 1]
	ldp	x0, x1, [sp]
	msr	TPIDR_EL1, x0
	ldr	x0, [sp, #EXCEPTION_SP]
	mov	sp, x0
	mrs	x0, TPIDR_EL1
	eret
END_FUNC exception_enter

	/* For backtraces, which have it from the linker script. */
	.section .exception_return, "a", %progbits
	.balign	8
	.quad	.Lhandled
