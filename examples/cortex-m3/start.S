/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The vector table (Armv7-M Arm ARM, B1.5.3), entry, and the handler of faults. */
	.syntax unified
	.thumb

	.section .text.start, "ax"
	.globl	vectors
	.type	vectors, %object
vectors:
	.word	__stack_end, _start
	.rept	14			/* NMI, HardFault and what it stands in for */
	.word	exception
	.endr
	.size	vectors, . - vectors

	.globl	_start
	.type	_start, %function
_start:
	movs	r7, #0			/* end of the frame chain */
	bl	kernel_main
	.size	_start, . - _start

	.type	exception, %function
exception:				/* r0-r3, r12, lr, pc, xPSR are on the stack */
	ldr	r0, [sp, #24]
	mov	r1, r7
	bl	fault
	.size	exception, . - exception
