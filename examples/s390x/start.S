/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Entry, and the one handler of program interruptions (z/Architecture, 4). */
#define PROGRAM_LENGTH  0x8d
#define PROGRAM_OLD_PSW 0x150
#define PROGRAM_NEW_PSW 0x1d0

	.section .text.start, "ax"
	.globl	_start
	.type	_start, @function
_start:
	larl	%r1, exception_psw
	mvc	PROGRAM_NEW_PSW(16), 0(%r1)
	lpswe	16(%r1)
.Lstarted:
	larl	%r15, __stack_end - 160
	xc	0(8, %r15), 0(%r15)	/* end of the frame chain */
	brasl	%r14, kernel_main
	.size	_start, . - _start

	.type	exception, @function
exception:				/* the PSW is after the instruction */
	lg	%r2, PROGRAM_OLD_PSW + 8
	llgc	%r1, PROGRAM_LENGTH
	sgr	%r2, %r1
	lgr	%r3, %r15
	aghi	%r15, -160
	stg	%r3, 0(%r15)
	brasl	%r14, fault
	.size	exception, . - exception

	.section .rodata
	.balign 8
exception_psw:				/* 64-bit addressing, interruptions masked */
	.quad	0x0000000180000000, exception
start_psw:
	.quad	0x0000000180000000, .Lstarted
