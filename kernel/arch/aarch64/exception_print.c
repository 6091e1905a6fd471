/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The report of an exception. The Arm ARM (DDI 0487) says what the fields hold
 * under "ESR_EL1, Exception Syndrome Register (EL1)", FAR_EL1 and SPSR_EL1.
 */
#include <arch/exception.h>

#include <kernel/print.h>
#include <kernel/symbols.h>

#include <arch/sysreg.h>

#define EC_INSTRUCTION_ABORT_LOWER   0x20
#define EC_INSTRUCTION_ABORT_CURRENT 0x21
#define EC_PC_ALIGNMENT              0x22
#define EC_DATA_ABORT_LOWER          0x24
#define EC_DATA_ABORT_CURRENT        0x25
#define EC_WATCHPOINT_LOWER          0x34
#define EC_WATCHPOINT_CURRENT        0x35
#define EC_COUNT                     0x40

/* The classes that can be taken to EL1; a gap is one that is not defined. */
static const char *const class_names[EC_COUNT] = {
	[0x00] = "Unknown reason",
	[0x01] = "Trapped WFI or WFE",
	[0x03] = "Trapped MCR or MRC, coproc 15",
	[0x04] = "Trapped MCRR or MRRC, coproc 15",
	[0x05] = "Trapped MCR or MRC, coproc 14",
	[0x06] = "Trapped LDC or STC",
	[0x07] = "Trapped SVE, SIMD or floating point",
	[0x0a] = "Trapped LD64B or ST64B",
	[0x0c] = "Trapped MRRC, coproc 14",
	[0x0d] = "Branch Target exception",
	[0x0e] = "Illegal Execution state",
	[0x11] = "SVC, AArch32",
	[0x15] = "SVC, AArch64",
	[0x18] = "Trapped MSR, MRS or System instruction",
	[0x19] = "Trapped SVE",
	[0x1c] = "Pointer Authentication failure",
	[0x1d] = "Trapped SME",
	[EC_INSTRUCTION_ABORT_LOWER] = "Instruction Abort, lower EL",
	[EC_INSTRUCTION_ABORT_CURRENT] = "Instruction Abort, current EL",
	[EC_PC_ALIGNMENT] = "PC alignment fault",
	[EC_DATA_ABORT_LOWER] = "Data Abort, lower EL",
	[EC_DATA_ABORT_CURRENT] = "Data Abort, current EL",
	[0x26] = "SP alignment fault",
	[0x27] = "Memory Operation exception",
	[0x28] = "Trapped floating point, AArch32",
	[0x2c] = "Trapped floating point, AArch64",
	[0x2f] = "SError interrupt",
	[0x30] = "Breakpoint, lower EL",
	[0x31] = "Breakpoint, current EL",
	[0x32] = "Software Step, lower EL",
	[0x33] = "Software Step, current EL",
	[EC_WATCHPOINT_LOWER] = "Watchpoint, lower EL",
	[EC_WATCHPOINT_CURRENT] = "Watchpoint, current EL",
	[0x38] = "BKPT, AArch32",
	[0x3c] = "BRK, AArch64",
};

/* Fault status codes that come with a level in their lowest two bits. */
static const char *const leveled_faults[] = {
	[0x00 >> 2] = "Address size fault",
	[0x04 >> 2] = "Translation fault",
	[0x08 >> 2] = "Access flag fault",
	[0x0c >> 2] = "Permission fault",
	[0x14 >> 2] = "External abort on table walk",
	[0x1c >> 2] = "Parity or ECC error on table walk",
};

static bool is_data_abort(unsigned int ec)
{
	return ec == EC_DATA_ABORT_LOWER || ec == EC_DATA_ABORT_CURRENT;
}

static bool is_abort(unsigned int ec)
{
	return is_data_abort(ec) || ec == EC_INSTRUCTION_ABORT_LOWER ||
	       ec == EC_INSTRUCTION_ABORT_CURRENT;
}

static bool far_is_valid(uint64_t esr)
{
	const unsigned int ec = ESR_EC(esr);

	if (is_abort(ec)) {
		return (ESR_ISS(esr) & ISS_FNV) == 0;
	}
	return ec == EC_PC_ALIGNMENT || ec == EC_WATCHPOINT_LOWER ||
	       ec == EC_WATCHPOINT_CURRENT;
}

/* The name of a fault that has no level; NULL for a code that is not defined. */
static const char *plain_fault_name(unsigned int fsc)
{
	switch (fsc) {
	case 0x10:
		return "Synchronous external abort";
	case 0x18:
		return "Synchronous parity or ECC error";
	case 0x21:
		return "Alignment fault";
	case 0x30:
		return "TLB conflict abort";
	case 0x31:
		return "Unsupported atomic update";
	default:
		return NULL;
	}
}

static void print_fault_status(unsigned int fsc)
{
	const size_t leveled = fsc >> 2;
	const char *const name = plain_fault_name(fsc);

	if (name != NULL) {
		print(" - %s", name);
	} else if (leveled <
			   sizeof(leveled_faults) / sizeof(leveled_faults[0]) &&
		   leveled_faults[leveled] != NULL) {
		print(" - %s, level %u", leveled_faults[leveled], fsc & 3);
	} else {
		print(" - N/A");
	}
}

static void print_esr(uint64_t esr)
{
	const unsigned int ec = ESR_EC(esr);
	const uint32_t iss = ESR_ISS(esr);

	print("ESR_EL1: 0x%08lx\n", esr);
	print("      Exception Class         (EC) : 0x%x - %s\n", ec,
		class_names[ec] == NULL ? "N/A" : class_names[ec]);
	print("      Instr Specific Syndrome (ISS): 0x%x", iss);
	if (is_abort(ec)) {
		print_fault_status(ISS_FSC(iss));
	}
	if (is_data_abort(ec)) {
		print(", %s", (iss & ISS_WNR) != 0 ? "write" : "read");
	}
	print("\n");
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

/* Only these write ESR_EL1; for an interrupt it holds something older. */
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
		if (far_is_valid(context->esr)) {
			print("FAR_EL1: 0x%016lx\n", context->far);
		}
	}
	print_spsr(context->spsr);
	print_elr(context->elr);
	print("\n");
	print_registers(context);
}

void exception_print_brief(const struct exception_context *context)
{
	print("CPU exception: ESR_EL1 0x%08lx, FAR_EL1 0x%016lx\n",
		context->esr, context->far);
	print_elr(context->elr);
}
