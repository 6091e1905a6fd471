/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What the vectors leave on the stack, for assembly and C. */
#ifndef ARCH_EXCEPTION_FRAME_H
#define ARCH_EXCEPTION_FRAME_H

#define EXCEPTION_SIZE   304
#define EXCEPTION_LR     240
#define EXCEPTION_SP     248
#define EXCEPTION_ELR    256
#define EXCEPTION_ESR    272
#define EXCEPTION_RECORD 288

/*
 * A handler runs on the stack that it interrupts if sp is on it, with this many
 * bytes left; else on a stack that is kept for that. So an overflow of a stack
 * is reported, and so is a stack pointer gone astray.
 */
#define EXCEPTION_ROOM       0x2000
#define EXCEPTION_STACK_SIZE 0x4000

#ifndef __ASSEMBLER__

#include <stddef.h>
#include <stdint.h>

/* A frame record of the AAPCS64, "The Frame Pointer". */
struct frame_record {
	uint64_t fp; /* the record of the caller */
	uint64_t lr;
};

/*
 * The interrupted code's state. The frame record makes the handler's backtrace
 * run through it: its lr is the interrupted pc, not a return address.
 */
struct exception_context {
	uint64_t x[30];
	uint64_t lr;
	uint64_t sp; /* SP_EL1 */
	uint64_t elr;
	uint64_t spsr;
	uint64_t esr;
	uint64_t far;
	struct frame_record record;
};

_Static_assert(sizeof(struct exception_context) == EXCEPTION_SIZE &&
		       EXCEPTION_SIZE % 16 == 0,
	"the vectors reserve a context and keep sp aligned");
_Static_assert(offsetof(struct exception_context, lr) == EXCEPTION_LR, "lr");
_Static_assert(offsetof(struct exception_context, sp) == EXCEPTION_SP, "sp");
_Static_assert(offsetof(struct exception_context, elr) == EXCEPTION_ELR, "elr");
_Static_assert(offsetof(struct exception_context, esr) == EXCEPTION_ESR, "esr");
_Static_assert(offsetof(struct exception_context, record) == EXCEPTION_RECORD,
	"frame record");

/* The stack for what interrupts a stack that cannot be used. */
extern char exception_stack[EXCEPTION_STACK_SIZE];

#endif
#endif
