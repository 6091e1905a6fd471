/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "syndrome.h"

#include <kernel/print.h>

#include <arch/sysreg.h>

#define EC_INSTRUCTION_ABORT_LOWER   0x20
#define EC_INSTRUCTION_ABORT_CURRENT 0x21
#define EC_PC_ALIGNMENT              0x22
#define EC_DATA_ABORT_LOWER          0x24
#define EC_DATA_ABORT_CURRENT        0x25
#define EC_SERROR                    0x2f
#define EC_WATCHPOINT_LOWER          0x34
#define EC_WATCHPOINT_CURRENT        0x35

/* A code and its name, which is no pointer: see syndrome.h. */
struct code_name {
	uint8_t code;
	char name[39];
};

#define COUNT(codes) (sizeof(codes) / sizeof((codes)[0]))

/* The classes that may be taken in AArch64. */
static const struct code_name classes[] = {
	{ 0x00, "Unknown reason" },
	{ 0x01, "Trapped WFI or WFE" },
	{ 0x03, "Trapped MCR or MRC, coproc 15" },
	{ 0x04, "Trapped MCRR or MRRC, coproc 15" },
	{ 0x05, "Trapped MCR or MRC, coproc 14" },
	{ 0x06, "Trapped LDC or STC" },
	{ 0x07, "Trapped SVE, SIMD or floating point" },
	{ 0x0a, "Trapped LD64B or ST64B" },
	{ 0x0c, "Trapped MRRC, coproc 14" },
	{ 0x0d, "Branch Target exception" },
	{ 0x0e, "Illegal Execution state" },
	{ 0x11, "SVC, AArch32" },
	{ 0x15, "SVC, AArch64" },
	{ 0x16, "HVC, AArch64" },
	{ 0x17, "SMC, AArch64" },
	{ 0x18, "Trapped MSR, MRS or System instruction" },
	{ 0x19, "Trapped SVE" },
	{ 0x1c, "Pointer Authentication failure" },
	{ 0x1d, "Trapped SME" },
	{ EC_INSTRUCTION_ABORT_LOWER, "Instruction Abort, lower EL" },
	{ EC_INSTRUCTION_ABORT_CURRENT, "Instruction Abort, current EL" },
	{ EC_PC_ALIGNMENT, "PC alignment fault" },
	{ EC_DATA_ABORT_LOWER, "Data Abort, lower EL" },
	{ EC_DATA_ABORT_CURRENT, "Data Abort, current EL" },
	{ 0x26, "SP alignment fault" },
	{ 0x27, "Memory Operation exception" },
	{ 0x28, "Trapped floating point, AArch32" },
	{ 0x2c, "Trapped floating point, AArch64" },
	{ EC_SERROR, "SError interrupt" },
	{ 0x30, "Breakpoint, lower EL" },
	{ 0x31, "Breakpoint, current EL" },
	{ 0x32, "Software Step, lower EL" },
	{ 0x33, "Software Step, current EL" },
	{ EC_WATCHPOINT_LOWER, "Watchpoint, lower EL" },
	{ EC_WATCHPOINT_CURRENT, "Watchpoint, current EL" },
	{ 0x38, "BKPT, AArch32" },
	{ 0x3c, "BRK, AArch64" },
};

/* Fault status codes without their lowest two bits, which are a level. */
static const struct code_name leveled_faults[] = {
	{ 0x00, "Address size fault" },
	{ 0x04, "Translation fault" },
	{ 0x08, "Access flag fault" },
	{ 0x0c, "Permission fault" },
	{ 0x14, "External abort on table walk" },
	{ 0x1c, "Parity or ECC error on table walk" },
};

/* Those that have no level. */
static const struct code_name plain_faults[] = {
	{ 0x10, "Synchronous external abort" },
	{ 0x18, "Synchronous parity or ECC error" },
	{ 0x21, "Alignment fault" },
	{ 0x30, "TLB conflict abort" },
	{ 0x31, "Unsupported atomic update" },
};

/* ISS of SErrors: the status, and where it is asynchronous, AET. */
#define SERROR_ASYNCHRONOUS 0x11
static const struct code_name serror_types[] = {
	{ 0, "uncontainable" },
	{ 1, "unrecoverable" },
	{ 2, "restartable" },
	{ 3, "recoverable" },
	{ 6, "corrected" },
};

/* The name of code, or NULL. */
static const char *find(
	const struct code_name *codes, size_t count, unsigned int code)
{
	for (size_t i = 0; i < count; i++) {
		if (codes[i].code == code) {
			return codes[i].name;
		}
	}
	return NULL;
}

static const char *or_none(const char *name)
{
	return name == NULL ? "N/A" : name;
}

static bool is_data_abort(unsigned int ec)
{
	return ec == EC_DATA_ABORT_LOWER || ec == EC_DATA_ABORT_CURRENT;
}

static bool is_abort(unsigned int ec)
{
	return is_data_abort(ec) || ec == EC_INSTRUCTION_ABORT_LOWER ||
	       ec == EC_INSTRUCTION_ABORT_CURRENT;
}

const char *syndrome_class(uint64_t esr)
{
	return or_none(find(classes, COUNT(classes), ESR_EC(esr)));
}

static void describe_abort(uint64_t esr, char text[SYNDROME_TEXT_SIZE])
{
	const uint32_t iss = ESR_ISS(esr);
	const unsigned int fsc = ISS_FSC(iss);
	const char *const access = !is_data_abort(ESR_EC(esr)) ? ""
				   : (iss & ISS_WNR) != 0      ? ", write"
							       : ", read";
	const char *const leveled =
		find(leveled_faults, COUNT(leveled_faults), fsc & ~3U);

	if (leveled != NULL) {
		format_text(text, SYNDROME_TEXT_SIZE, " - %s, level %u%s",
			leveled, fsc & 3, access);
	} else {
		format_text(text, SYNDROME_TEXT_SIZE, " - %s%s",
			or_none(find(plain_faults, COUNT(plain_faults), fsc)),
			access);
	}
}

static void describe_serror(uint64_t esr, char text[SYNDROME_TEXT_SIZE])
{
	const uint32_t iss = ESR_ISS(esr);

	if ((iss & ISS_IDS) != 0) {
		format_text(
			text, SYNDROME_TEXT_SIZE, " - Implementation defined");
	} else if (ISS_FSC(iss) == SERROR_ASYNCHRONOUS) {
		format_text(text, SYNDROME_TEXT_SIZE, " - Asynchronous, %s",
			or_none(find(serror_types, COUNT(serror_types),
				ISS_AET(iss))));
	} else {
		format_text(text, SYNDROME_TEXT_SIZE, " - %s",
			ISS_FSC(iss) == 0 ? "Uncategorized" : "N/A");
	}
}

void syndrome_specific(uint64_t esr, char text[SYNDROME_TEXT_SIZE])
{
	text[0] = '\0';
	if (is_abort(ESR_EC(esr))) {
		describe_abort(esr, text);
	} else if (ESR_EC(esr) == EC_SERROR) {
		describe_serror(esr, text);
	}
}

bool syndrome_has_address(uint64_t esr)
{
	const unsigned int ec = ESR_EC(esr);

	if (is_abort(ec)) {
		return (ESR_ISS(esr) & ISS_FNV) == 0;
	}
	return ec == EC_PC_ALIGNMENT || ec == EC_WATCHPOINT_LOWER ||
	       ec == EC_WATCHPOINT_CURRENT;
}
