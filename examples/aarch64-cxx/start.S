/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Entry in EL1; and the one handler of exceptions (Arm ARM, VBAR_EL1). */

	.section .text.start, "ax"
	.globl	_start
	.type	_start, @function
_start:
	adr	x0, vectors
	msr	vbar_el1, x0
	adrp	x0, __stack_end
	add	x0, x0, :lo12:__stack_end
	mov	sp, x0
	mov	x29, #0			/* end of the frame chain */
	bl	kernel_main
	.size	_start, . - _start

	.text
	.balign	0x800
	.type	vectors, @function
vectors:
	.rept	16
	mrs	x0, elr_el1
	mov	x1, x29
	bl	fault
	.balign	0x80
	.endr
	.size	vectors, . - vectors
