/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <arch/asm.h>

FUNC frame_of_a_leaf
	svc	#0x1337
	ret
END_FUNC frame_of_a_leaf

FUNC frame_comes_and_goes
	svc	#0x1337
	stp	x29, x30, [sp, #-16]!
	svc	#0x1337			/* x29 is the caller's */
	mov	x29, sp
	svc	#0x1337			/* lr and the record say the same */
	bl	returns
	svc	#0x1337			/* lr is behind the call */
	mov	x30, xzr
	svc	#0x1337			/* a register like any other */
	ldp	x29, x30, [sp], #16
	svc	#0x1337
	nop
	svc	#0x1337
	ret
END_FUNC frame_comes_and_goes

FUNC returns
	ret
END_FUNC returns

/*
 * In:  x0: stack pointer.
 * Out: x0: stack pointer after the call.
 * Clobbers: x1.
 */
FUNC stack_pointer_survives
	mov	x1, sp
	mov	sp, x0
	svc	#0x1337
	mov	x0, sp
	mov	sp, x1
	ret
END_FUNC stack_pointer_survives
