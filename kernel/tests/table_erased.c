/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The symbols vanish from memory: the report comes, without names. */
#include <stddef.h>
#include <stdint.h>

#include <kernel/init.h>
#include <kernel/panic.h>
#include <kernel/string.h>

#include "support/bring_up.h"
#include "support/qemu_exit.h"
#include "support/symbol_table.h"

/* The panic is what this test is about. */
void panic_exit(void)
{
	qemu_exit_success();
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
	memset(table, 0xff, size);
	fault();
	qemu_exit_failure();
}
