/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The property test of libksym, in the kernel: every answer that it gives from
 * a table is held against the list that the table was made of.
 */
#include "symbols_property.h"

#include <kernel/init.h>
#include <kernel/log.h>
#include <kernel/panic.h>

#include "support/bring_up.h"
#include "support/qemu_exit.h"

/* A failed check is a panic; that must not end with success. */
void panic_exit(void)
{
	qemu_exit_failure();
}

static void check_failed(void *context, const char *what, uint64_t value)
{
	(void)context;
	panic("%s: 0x%lx", what, value);
}

void kernel_init(void)
{
	static char scratch[PROPERTY_SCRATCH(1024)];
	static struct ksym_table table;
	struct property_run run = {
		.table = &table,
		.symbols = property_symbols,
		.count = property_count,
		.bias = 0x100000,
		.scratch = scratch,
		.longest = property_longest,
		.finds = property_count,
		.failed = check_failed,
	};

	bring_up();
	kernel_assert(PROPERTY_SCRATCH(property_longest) <= sizeof(scratch));
	kernel_assert(
		ksym_open(&table, property_table,
			(size_t)(property_table_end - property_table)) == 0);
	kernel_assert(ksym_check(&table) == 0);
	property_prepare(property_symbols, property_count);
	property_check(&run);
	info("%u symbols, %lu checks, %lu failed", property_count, run.checks,
		run.failures);
	qemu_exit_success();
}
