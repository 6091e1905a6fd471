/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The vectors and the handlers behind them, for assembly and C. */
#ifndef ARCH_EXCEPTION_H
#define ARCH_EXCEPTION_H

#include <arch/exception_frame.h>

/* Vector numbers: where from, and the kind of exception. */
#define VECTOR_SP_ELX 4
#define VECTOR_SYNC   0
#define VECTOR_IRQ    1
#define VECTOR_SERROR 3
#define VECTOR_COUNT  16

#ifndef __ASSEMBLER__

#include <stdbool.h>

/*
 * Called by the vectors with exceptions masked. vector: 0 to 15, in the order
 * of the Arm ARM's table. Returns if the interrupted code is to go on.
 */
void exception_handle(struct exception_context *context, unsigned int vector);

/*
 * Called first on each synchronous exception of the kernel's own. Returns true
 * if that was all. Weak, returning false; test kernels replace it.
 */
bool exception_test_hook(struct exception_context *context);

/*
 * Prints, of an exception that came through vector: ESR_EL1 and FAR_EL1 where
 * they are valid, SPSR_EL1, ELR_EL1 with its symbol and its place in the
 * source, and the registers.
 */
void exception_print(
	const struct exception_context *context, unsigned int vector);

/* Prints the least of that, without trust in more. */
void exception_print_brief(const struct exception_context *context);

#endif
#endif
