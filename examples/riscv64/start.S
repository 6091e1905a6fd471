/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Entry, in machine mode; and the one handler of exceptions. */

	.section .text.start, "ax"
	.globl	_start
	.type	_start, @function
_start:
	la	t0, exception
	csrw	mtvec, t0
	la	sp, __stack_end
	li	s0, 0			/* end of the frame chain */
	call	kernel_main
	.size	_start, . - _start

	.text
	.balign	4
	.type	exception, @function
exception:
	csrr	a0, mepc
	mv	a1, s0
	call	fault
	.size	exception, . - exception
