/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "origin.h"

#include <elf.h>
#include <stdio.h>
#include <string.h>

void origin_set_id(struct origin *origin, const void *id, size_t size)
{
	origin->id_size = size < KSYM_ID_MAX ? size : KSYM_ID_MAX;
	memcpy(origin->id, id, origin->id_size);
}

bool origin_same_build(const struct origin *a, const struct origin *b)
{
	return a->id_size == 0 || b->id_size == 0 ||
	       (a->id_size == b->id_size &&
		       memcmp(a->id, b->id, a->id_size) == 0);
}

bool origin_agrees(const struct origin *table, const struct origin *elf,
	char text[ORIGIN_TEXT])
{
	char has[ORIGIN_ID], expected[ORIGIN_ID];

	if (table->machine != 0 && elf->machine != 0 &&
		(table->machine != elf->machine || table->class != elf->class ||
			table->data != elf->data)) {
		origin_machine(table, has);
		origin_machine(elf, expected);
		(void)snprintf(text, ORIGIN_TEXT,
			"the table has machine %s %s %s, expected %s %s %s",
			has, origin_class(table), origin_byte_order(table),
			expected, origin_class(elf), origin_byte_order(elf));
		return false;
	}
	if (!origin_same_build(table, elf)) {
		origin_id(table, has);
		origin_id(elf, expected);
		(void)snprintf(text, ORIGIN_TEXT,
			"the table has build id %s, expected %s", has,
			expected);
		return false;
	}
	return true;
}

/* Those for which kernels are written; not every elf.h has all of them. */
static const struct {
	uint16_t machine;
	const char *name;
} machines[] = {
	{ 2, "SPARC" },
	{ 3, "386" },
	{ 4, "68K" },
	{ 8, "MIPS" },
	{ 15, "PARISC" },
	{ 18, "SPARC32PLUS" },
	{ 20, "PPC" },
	{ 21, "PPC64" },
	{ 22, "S390" },
	{ 40, "ARM" },
	{ 42, "SH" },
	{ 43, "SPARCV9" },
	{ 50, "IA_64" },
	{ 62, "X86_64" },
	{ 83, "AVR" },
	{ 92, "OPENRISC" },
	{ 93, "ARC_COMPACT" },
	{ 94, "XTENSA" },
	{ 105, "MSP430" },
	{ 183, "AARCH64" },
	{ 189, "MICROBLAZE" },
	{ 195, "ARC_COMPACT2" },
	{ 243, "RISCV" },
	{ 247, "BPF" },
	{ 252, "CSKY" },
	{ 258, "LOONGARCH" },
	{ 0x9026, "ALPHA" },
};

void origin_machine(const struct origin *origin, char text[ORIGIN_MACHINE])
{
	for (size_t i = 0; i < sizeof(machines) / sizeof(machines[0]); i++) {
		if (machines[i].machine == origin->machine) {
			(void)snprintf(
				text, ORIGIN_MACHINE, "%s", machines[i].name);
			return;
		}
	}
	/* A precision of 0 has no digits for 0. */
	(void)snprintf(text, ORIGIN_MACHINE, "%.0u", origin->machine);
}

const char *origin_class(const struct origin *origin)
{
	return origin->class == ELFCLASS32   ? "ELF32"
	       : origin->class == ELFCLASS64 ? "ELF64"
					     : "";
}

const char *origin_byte_order(const struct origin *origin)
{
	return origin->data == ELFDATA2LSB   ? "little-endian"
	       : origin->data == ELFDATA2MSB ? "big-endian"
					     : "";
}

void origin_id(const struct origin *origin, char text[ORIGIN_ID])
{
	text[0] = '\0';
	for (size_t i = 0; i < origin->id_size; i++) {
		(void)snprintf(text + 2 * i, 3, "%02x", origin->id[i]);
	}
}
