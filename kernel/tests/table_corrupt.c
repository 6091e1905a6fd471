/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Bits of the symbol table flip after it was opened and checked: each lookup
 * comes back, and so does the report, whatever names and lines it has.
 */
#include <stddef.h>
#include <stdint.h>

#include <kernel/init.h>
#include <kernel/log.h>
#include <kernel/panic.h>
#include <kernel/symbols.h>

#include "support/bring_up.h"
#include "support/qemu_exit.h"
#include "support/random.h"
#include "support/symbol_table.h"

#define ROUNDS          400
#define FLIPS_A_ROUND   8
#define LOOKUPS_A_ROUND 16

/* From the linker script. */
extern const char __code_start[];
extern const char __code_end[];

/* The panic is what this test is about. */
void panic_exit(void)
{
	qemu_exit_success();
}

/* Half of the flips hit where the symbols are, the rest anywhere. */
static void flip(uint8_t *table, size_t size)
{
	const size_t most = next_random() % 2 == 0 ? size : size / 8;

	table[next_random() % most] ^= (uint8_t)(1 << next_random() % 8);
}

static void look_up(void)
{
	const size_t size = (size_t)(__code_end - __code_start);
	struct kernel_symbol symbol;
	struct kernel_frame frame;

	for (int i = 0; i < LOOKUPS_A_ROUND; i++) {
		const uint64_t addr =
			(uintptr_t)__code_start + next_random() % size;

		(void)symbols_lookup(addr, &symbol);
		(void)symbols_frame(
			addr, i % 2 == 0, next_random() % 4, &frame);
	}
}

static __attribute__((noinline)) void fault(void)
{
	(void)*(const volatile char *)0x1000;
}

void kernel_init(void)
{
	uint8_t *table;
	size_t size;

	bring_up();
	table = symbol_table_writable(&size);
	for (int round = 0; round < ROUNDS; round++) {
		for (int i = 0; i < FLIPS_A_ROUND; i++) {
			flip(table, size);
		}
		look_up();
	}
	info("%d flipped bits", ROUNDS * FLIPS_A_ROUND);
	fault();
	qemu_exit_failure();
}
