/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The report of an exception. The Arm ARM (DDI 0487) says what the fields hold
 * under FAR_EL1 and SPSR_EL1.
 */
#include <arch/exception.h>

#include <kernel/print.h>
#include <kernel/symbols.h>

#include <arch/sysreg.h>

#include "syndrome.h"

static void print_esr(uint64_t esr)
{
	char specific[SYNDROME_TEXT_SIZE];

	syndrome_specific(esr, specific);
	print("ESR_EL1: 0x%08lx\n", esr);
	print("      Exception Class         (EC) : 0x%x - %s\n", ESR_EC(esr),
		syndrome_class(esr));
	print("      Instr Specific Syndrome (ISS): 0x%x%s\n", ESR_ISS(esr),
		specific);
}

static void print_far(uint64_t far)
{
	struct kernel_symbol symbol;

	print("FAR_EL1: 0x%016lx\n", far);
	if (symbols_lookup(far, &symbol) && symbol.is_object) {
		print("      Object: %s+0x%lx\n", symbol.name,
			far - symbol.addr);
	}
}

static void print_flag(const char *name, bool is_set)
{
	print("            %s: %s\n", name, is_set ? "Set" : "Not set");
}

static void print_mask(const char *name, bool is_masked)
{
	print("            %s: %s\n", name, is_masked ? "Masked" : "Unmasked");
}

static void print_spsr(uint64_t spsr)
{
	print("SPSR_EL1: 0x%08lx\n", spsr);
	print("      Flags:\n");
	print_flag("Negative (N)", (spsr & SPSR_N) != 0);
	print_flag("Zero     (Z)", (spsr & SPSR_Z) != 0);
	print_flag("Carry    (C)", (spsr & SPSR_C) != 0);
	print_flag("Overflow (V)", (spsr & SPSR_V) != 0);
	print("      Exception handling state:\n");
	print_mask("Debug  (D)", (spsr & DAIF_D) != 0);
	print_mask("SError (A)", (spsr & DAIF_A) != 0);
	print_mask("IRQ    (I)", (spsr & DAIF_I) != 0);
	print_mask("FIQ    (F)", (spsr & DAIF_F) != 0);
	print("      Illegal Execution State (IL): %s\n",
		(spsr & SPSR_IL) != 0 ? "Set" : "Not set");
}

static void print_elr(uint64_t elr)
{
	struct kernel_symbol symbol;

	print("ELR_EL1: 0x%016lx\n", elr);
	print("      Symbol: %s\n", symbols_lookup(elr, &symbol)
					    ? symbol.name
					    : "Symbol not found");
}

static void print_source(uint64_t elr)
{
	struct kernel_frame frame;

	if (symbols_frame(elr, false, 0, &frame) && frame.line != 0) {
		print("      Source: %s:%u%s\n", frame.file, frame.line,
			frame.is_approximate ? " (approximate)" : "");
	}
}

static void print_registers(const struct exception_context *context)
{
	print("General purpose register:\n");
	for (unsigned int i = 0; i < 30; i++) {
		print("      x%-2u: 0x%016lx%s", i, context->x[i],
			i % 2 == 0 ? "   " : "\n");
	}
	print("      lr : 0x%016lx         sp : 0x%016lx\n", context->lr,
		context->sp);
}

/* Only these write ESR_EL1. For an interrupt it holds an older value. */
static bool has_syndrome(unsigned int vector)
{
	const unsigned int kind = vector % 4;

	return kind == VECTOR_SYNC || kind == VECTOR_SERROR;
}

void exception_print(
	const struct exception_context *context, unsigned int vector)
{
	if (has_syndrome(vector)) {
		print_esr(context->esr);
		if (syndrome_has_address(context->esr)) {
			print_far(context->far);
		}
	}
	print_spsr(context->spsr);
	print_elr(context->elr);
	print_source(context->elr);
	print("\n");
	print_registers(context);
}

void exception_print_brief(const struct exception_context *context)
{
	print("CPU exception: ESR_EL1 0x%08lx, FAR_EL1 0x%016lx\n",
		context->esr, context->far);
	print_elr(context->elr);
}
