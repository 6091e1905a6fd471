/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The symbols as a flat table, <ksym_format.h>: an array, walked from its end. */
#include <kernel/symbols.h>

#include <stddef.h>

#include <kernel/string.h>

#include <ksym_format.h>

/* From the linker script: the section that ksym writes to. */
extern const char __kernel_symbols_start[];
extern const char __kernel_symbols_end[];

extern const char __code_start[];
extern const char __text_end[];

/* ksym writes the number of symbols here, behind the compiler's back. */
extern const uint64_t NUM_KERNEL_SYMBOLS;
const uint64_t NUM_KERNEL_SYMBOLS = 0;

static size_t reserved_size(void)
{
	return (size_t)(__kernel_symbols_end - __kernel_symbols_start);
}

void symbols_init(void)
{
	/* A flat table needs no opening. */
}

const char *symbols_error(void)
{
	return symbols_count() != 0 ? NULL : "no symbols were embedded";
}

uint64_t symbols_count(void)
{
	const uint64_t count = *(const volatile uint64_t *)&NUM_KERNEL_SYMBOLS;
	const uint64_t room = reserved_size() / sizeof(struct ksym_flat_symbol);

	return count < room ? count : room;
}

/* Copies the name of entry; returns false if it lies outside the section. */
static bool copy_name(const struct ksym_flat_symbol *entry,
	char name[KERNEL_SYMBOL_NAME_SIZE])
{
	const uintptr_t offset =
		(uintptr_t)entry->name - (uintptr_t)__kernel_symbols_start;
	size_t max = KERNEL_SYMBOL_NAME_SIZE - 1;
	size_t length;

	if (offset >= reserved_size()) {
		return false;
	}
	if (max > reserved_size() - offset) {
		max = reserved_size() - offset;
	}
	length = strnlen(entry->name, max);
	memcpy(name, entry->name, length);
	name[length] = '\0';
	return true;
}

/* A flat table has no types: a symbol outside the code is an object. */
static bool is_code(uint64_t addr)
{
	return addr >= (uintptr_t)__code_start && addr < (uintptr_t)__text_end;
}

bool symbols_lookup(uint64_t addr, struct kernel_symbol *symp)
{
	const struct ksym_flat_symbol *const table =
		(const struct ksym_flat_symbol *)(const void *)
			__kernel_symbols_start;

	for (uint64_t i = symbols_count(); i-- > 0;) {
		const struct ksym_flat_symbol *const entry = &table[i];

		if (addr < entry->addr || addr - entry->addr >= entry->size) {
			continue;
		}
		if (!copy_name(entry, symp->name)) {
			return false;
		}
		symp->addr = entry->addr;
		symp->size = entry->size;
		symp->is_object = !is_code(entry->addr);
		return true;
	}
	return false;
}

/* There are no lines, so each frame is the symbol's; of a call its last byte. */
bool symbols_frame(uint64_t addr, bool is_return, size_t number,
	struct kernel_frame *framep)
{
	struct kernel_symbol symbol;

	(void)number;
	if (!symbols_lookup(is_return ? addr - 1 : addr, &symbol)) {
		return false;
	}
	*framep = (struct kernel_frame){ .line = 0 };
	memcpy(framep->function, symbol.name, sizeof(framep->function));
	return true;
}
