/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "check.h"

#include <ksym.h>
#include <ksym_format.h>
#include <string.h>

#define FLAGS (KSYM_GLOBAL | KSYM_WEAK | KSYM_INFERRED)
#define SELECTED \
	(KSYM_SELECTED_FUNCTIONS | KSYM_SELECTED_FILTERED | \
		KSYM_SELECTED_DEMANGLED | KSYM_SELECTED_QUALIFIED | \
		KSYM_SELECTED_GLOBALS | KSYM_SELECTED_MAP)
#define CLASS_MAX 2 /* ELFCLASS64 */
#define DATA_MAX  2 /* ELFDATA2MSB */

static bool check_name(
	const struct ksym_write_symbol *symbol, size_t i, struct failure *err)
{
	size_t length;

	if (symbol->name == NULL) {
		return fail(err, KSYM_WRITE_NAME, .symbol = i);
	}
	length = strlen(symbol->name);
	return length <= KSYM_NAME_MAX ||
	       fail(err, KSYM_WRITE_LENGTH, .symbol = i, .found = length,
		       .limit = KSYM_NAME_MAX);
}

static bool check_symbol(
	const struct ksym_write_symbol *symbol, size_t i, struct failure *err)
{
	if (symbol->type > KSYM_FUNC) {
		return fail(err, KSYM_WRITE_TYPE, .symbol = i,
			.found = symbol->type, .limit = KSYM_FUNC);
	}
	if ((symbol->flags & ~FLAGS) != 0) {
		return fail(err, KSYM_WRITE_FLAGS, .symbol = i,
			.found = symbol->flags, .limit = FLAGS);
	}
	if (symbol->size > 0 && symbol->size - 1 > UINT64_MAX - symbol->addr) {
		return fail(err, KSYM_WRITE_RANGE, .symbol = i,
			.found = symbol->size,
			.limit = UINT64_MAX - symbol->addr + 1);
	}
	return check_name(symbol, i, err);
}

static bool in_order(
	const struct ksym_write_symbol *a, const struct ksym_write_symbol *b)
{
	return a->addr < b->addr || (a->addr == b->addr && a->size >= b->size);
}

bool check_input(const struct input *list, struct failure *err)
{
	/* Each takes more than a byte. Counts fit in 32 bits from here on. */
	if (list->count > KSYM_SIZE_MAX) {
		return fail(err, KSYM_WRITE_COUNT, .found = list->count,
			.limit = KSYM_SIZE_MAX);
	}
	for (size_t i = 0; i < list->count; i++) {
		const struct ksym_write_symbol *symbol = &list->symbols[i];

		if (!check_symbol(symbol, i, err)) {
			return false;
		}
		if (i > 0 && !in_order(symbol - 1, symbol)) {
			return fail(err, KSYM_WRITE_ORDER, .symbol = i);
		}
	}
	return true;
}

bool check_options(
	const struct ksym_write_options *options, struct failure *err)
{
	if ((options->selected & ~SELECTED) != 0) {
		return fail(err, KSYM_WRITE_OPTIONS, .found = options->selected,
			.limit = SELECTED);
	}
	if (options->elf_class > CLASS_MAX || options->elf_data > DATA_MAX) {
		return fail(err, KSYM_WRITE_OPTIONS,
			.found = options->elf_class > CLASS_MAX
					 ? options->elf_class
					 : options->elf_data,
			.limit = CLASS_MAX);
	}
	return options->id_size == 0 ||
	       (options->id_size <= KSYM_ID_MAX && options->id != NULL) ||
	       fail(err, KSYM_WRITE_ID, .found = options->id_size,
		       .limit = options->id != NULL ? KSYM_ID_MAX : 0);
}
