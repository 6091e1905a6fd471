/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The symbols as a compact table, read by libksym. */
#include <kernel/symbols.h>

#include <ksym.h>

/* From the linker script: the section that ksym writes to. */
extern const char __kernel_symbols_start[];
extern const char __kernel_symbols_end[];

/* Has no symbols before symbols_init. */
static struct ksym_table table;
static int error;

void symbols_init(void)
{
	error = ksym_open(&table, __kernel_symbols_start,
		(size_t)(__kernel_symbols_end - __kernel_symbols_start));
	if (error == 0) {
		error = ksym_check(&table);
	}
}

const char *symbols_error(void)
{
	return error == 0 ? NULL : ksym_strerror(error);
}

uint64_t symbols_count(void)
{
	return ksym_count(&table);
}

/* Copies a symbol and its name; returns false if the name is damaged. */
static bool take(const struct ksym_symbol *symbol, struct kernel_symbol *symp)
{
	struct kernel_symbol found = {
		.addr = symbol->addr,
		.size = symbol->size,
		.is_object = symbol->type == KSYM_OBJECT,
	};

	if (ksym_name(&table, symbol, found.name, sizeof(found.name)) < 0) {
		return false;
	}
	*symp = found;
	return true;
}

bool symbols_lookup(uint64_t addr, struct kernel_symbol *symp)
{
	struct ksym_symbol symbol;

	return ksym_lookup(&table, addr, &symbol) == 0 && take(&symbol, symp);
}

bool symbols_lookup_call(uint64_t return_addr, struct kernel_symbol *symp)
{
	struct ksym_symbol symbol;

	return ksym_lookup_call(&table, return_addr, &symbol) == 0 &&
	       take(&symbol, symp);
}
