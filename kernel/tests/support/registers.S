/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <arch/asm.h>

#define SAVED 96

#define EACH_NUMBER \
	0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, \
	20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30

/*
 * Gives each register its number, and the flags a value, makes the test system
 * call and compares.
 *
 * Out: w0: 1 if all is as it was, else 0.
 * Clobbers: what a C function may.
 */
FUNC registers_survive_system_call
	stp	x29, x30, [sp, #-SAVED]!
	stp	x19, x20, [sp, #16 * 1]
	stp	x21, x22, [sp, #16 * 2]
	stp	x23, x24, [sp, #16 * 3]
	stp	x25, x26, [sp, #16 * 4]
	stp	x27, x28, [sp, #16 * 5]

	.irp	n, EACH_NUMBER
	mov	x\n, #\n
	.endr
	cmp	x0, #0
	svc	#0x1337
	.irp	n, EACH_NUMBER
	ccmp	x\n, #\n, #0, eq
	.endr
	cset	w0, eq

	ldp	x27, x28, [sp, #16 * 5]
	ldp	x25, x26, [sp, #16 * 4]
	ldp	x23, x24, [sp, #16 * 3]
	ldp	x21, x22, [sp, #16 * 2]
	ldp	x19, x20, [sp, #16 * 1]
	ldp	x29, x30, [sp], #SAVED
	ret
END_FUNC registers_survive_system_call
