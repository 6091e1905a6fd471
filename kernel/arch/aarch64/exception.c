/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <kernel/exception.h>

#include <kernel/backtrace.h>
#include <kernel/interrupt.h>
#include <kernel/panic.h>
#include <kernel/print.h>

#include <arch/backtrace.h>
#include <arch/exception.h>
#include <arch/sysreg.h>

/* The vectors that the kernel expects to be taken. */
#define VECTOR_SP_ELX_SYNC   (VECTOR_SP_ELX + VECTOR_SYNC)
#define VECTOR_SP_ELX_IRQ    (VECTOR_SP_ELX + VECTOR_IRQ)
#define VECTOR_SP_ELX_SERROR (VECTOR_SP_ELX + VECTOR_SERROR)

static const char *const vector_names[VECTOR_COUNT] = {
	"current EL with SP_EL0, synchronous",
	"current EL with SP_EL0, IRQ",
	"current EL with SP_EL0, FIQ",
	"current EL with SP_EL0, SError",
	"current EL with SP_ELx, synchronous",
	"current EL with SP_ELx, IRQ",
	"current EL with SP_ELx, FIQ",
	"current EL with SP_ELx, SError",
	"lower EL in AArch64, synchronous",
	"lower EL in AArch64, IRQ",
	"lower EL in AArch64, FIQ",
	"lower EL in AArch64, SError",
	"lower EL in AArch32, synchronous",
	"lower EL in AArch32, IRQ",
	"lower EL in AArch32, FIQ",
	"lower EL in AArch32, SError",
};

/* From exception.S. */
extern const char exception_vectors[];

void exception_init(void)
{
	sysreg_write(VBAR_EL1, (uintptr_t)exception_vectors);
	isb();
}

void exception_unmask_serror(void)
{
	__asm__ volatile("msr DAIFClr, #4" : : : "memory");
}

__attribute__((weak)) bool exception_test_hook(
	struct exception_context *context)
{
	(void)context;
	return false;
}

static void report(const struct exception_context *context, unsigned int vector)
{
	struct backtrace backtrace;

	print("CPU Exception!\n\n");
	if (vector == VECTOR_SP_ELX_SERROR) {
		print("SError: ELR_EL1 is where it was taken; its cause came "
		      "before\n\n");
	} else if (vector != VECTOR_SP_ELX_SYNC) {
		print("Unexpected vector: %s\n\n", vector_names[vector]);
	}
	exception_print(context, vector);
	print("\n");
	backtrace_capture_exception(&backtrace, context);
	backtrace_print(&backtrace);
}

/* A handler takes SErrors if the code that it interrupts does. */
static void handle_interrupt(const struct exception_context *context)
{
	if ((context->spsr & DAIF_A) == 0) {
		exception_unmask_serror();
	}
	interrupt_handle();
	__asm__ volatile("msr DAIFSet, #4" : : : "memory");
}

void exception_handle(struct exception_context *context, unsigned int vector)
{
	if (vector == VECTOR_SP_ELX_SYNC && exception_test_hook(context)) {
		return;
	}
	if (vector == VECTOR_SP_ELX_IRQ) {
		handle_interrupt(context);
		return;
	}
	if (panic_begin(__FILE__, __LINE__)) {
		report(context, vector);
	} else {
		exception_print_brief(context);
	}
	panic_end();
}
