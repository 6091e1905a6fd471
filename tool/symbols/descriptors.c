/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "descriptors.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

bool descriptor_follow(const struct elf_file *file, size_t section,
	struct symbol *symbol, struct error *err)
{
	unsigned char entry[8];
	uint64_t offset;

	/*
	 * 64-bit PowerPC ELF ABI Supplement, Function Descriptors: the first
	 * doubleword is the address of the entry point.
	 */
	if (!elf_file_section_offset(
		    file, section, symbol->addr, sizeof(entry), &offset, err) ||
		!elf_file_read(file, offset, entry, sizeof(entry), err)) {
		return false;
	}
	symbol->addr = elf_file_number(file, entry, sizeof(entry));
	return true;
}

static bool is_dotted(const struct symbol *symbol)
{
	return symbol->name[0] == '.';
}

/*
 * By address, then by name ignoring a leading dot; the name with the dot is
 * first.
 */
static int compare(const void *a, const void *b)
{
	const struct symbol *x = a, *y = b;
	int order = (x->addr > y->addr) - (x->addr < y->addr);

	if (order == 0) {
		order = strcmp(x->name + is_dotted(x), y->name + is_dotted(y));
	}
	return order != 0 ? order : is_dotted(y) - is_dotted(x);
}

void descriptors_adopt_sizes(struct symbol_list *list)
{
	if (list->count == 0) {
		return;
	}
	qsort(list->symbols, list->count, sizeof(*list->symbols), compare);
	for (size_t i = 1; i < list->count; i++) {
		const struct symbol *before = &list->symbols[i - 1];
		struct symbol *symbol = &list->symbols[i];

		if (before->addr == symbol->addr && is_dotted(before) &&
			strcmp(before->name + 1, symbol->name) == 0) {
			symbol->size = before->size;
		}
	}
}
