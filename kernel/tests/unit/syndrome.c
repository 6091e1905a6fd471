/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Values of ESR_ELx put together by hand, from the Arm ARM's tables. */
#include "arch/aarch64/syndrome.h"

#include <kernel/string.h>

#include "support/kernel_test.h"

/* EC in bits 31 to 26, IL in bit 25, ISS below. */
#define ESR(ec, iss) ((uint64_t)(ec) << 26 | 1 << 25 | (iss))

static void expect(uint64_t esr, const char *class, const char *specific)
{
	char text[SYNDROME_TEXT_SIZE];

	syndrome_specific(esr, text);
	kernel_assert(strcmp(syndrome_class(esr), class) == 0);
	kernel_assert(strcmp(text, specific) == 0);
}

KERNEL_TEST(syndrome_names_aborts)
{
	const char *const data = "Data Abort, current EL";

	expect(ESR(0x25, 0x04), data, " - Translation fault, level 0, read");
	expect(ESR(0x25, 0x4f), data, " - Permission fault, level 3, write");
	expect(ESR(0x25, 0x10), data, " - Synchronous external abort, read");
	expect(ESR(0x25, 0x50), data, " - Synchronous external abort, write");
	expect(ESR(0x25, 0x3d), data, " - N/A, read");
	expect(ESR(0x24, 0x21), "Data Abort, lower EL",
		" - Alignment fault, read");
	expect(ESR(0x21, 0x0f), "Instruction Abort, current EL",
		" - Permission fault, level 3");
	expect(ESR(0x20, 0x1e), "Instruction Abort, lower EL",
		" - Parity or ECC error on table walk, level 2");
}

/* IDS is bit 24, AET bits 12 to 10, DFSC bits 5 to 0. */
KERNEL_TEST(syndrome_names_serrors)
{
	const char *const serror = "SError interrupt";

	expect(ESR(0x2f, 0), serror, " - Uncategorized");
	expect(ESR(0x2f, 0x1000000), serror, " - Implementation defined");
	expect(ESR(0x2f, 0x1000c11), serror, " - Implementation defined");
	expect(ESR(0x2f, 0x11), serror, " - Asynchronous, uncontainable");
	expect(ESR(0x2f, 0x411), serror, " - Asynchronous, unrecoverable");
	expect(ESR(0x2f, 0x811), serror, " - Asynchronous, restartable");
	expect(ESR(0x2f, 0xc11), serror, " - Asynchronous, recoverable");
	expect(ESR(0x2f, 0x1811), serror, " - Asynchronous, corrected");
	expect(ESR(0x2f, 0x1011), serror, " - Asynchronous, N/A");
	expect(ESR(0x2f, 0x12), serror, " - N/A");
}

KERNEL_TEST(syndrome_of_other_classes_is_left_to_the_reader)
{
	expect(ESR(0x15, 0x1337), "SVC, AArch64", "");
	expect(ESR(0x16, 0), "HVC, AArch64", "");
	expect(ESR(0x3c, 0x3e8), "BRK, AArch64", "");
	expect(ESR(0x3f, 0), "N/A", "");
	expect(0, "Unknown reason", "");
}

/* FnV, bit 10, says that the address is not valid. */
KERNEL_TEST(syndrome_has_an_address_where_the_register_has_one)
{
	kernel_assert(syndrome_has_address(ESR(0x25, 0x04)));
	kernel_assert(syndrome_has_address(ESR(0x21, 0x0f)));
	kernel_assert(syndrome_has_address(ESR(0x22, 0)));
	kernel_assert(syndrome_has_address(ESR(0x35, 0)));
	kernel_assert(!syndrome_has_address(ESR(0x25, 0x410)));
	kernel_assert(!syndrome_has_address(ESR(0x2f, 0)));
	kernel_assert(!syndrome_has_address(ESR(0x15, 0)));
}
