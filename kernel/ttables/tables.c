/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "tables.h"

#include <inttypes.h>
#include <string.h>

/* Finds an object of the kernel that is to be patched. */
static bool find_object(const struct elf_file *file, const char *name,
	uint64_t size, uint64_t alignment, uint64_t *addrp, uint64_t *offsetp,
	struct error *err)
{
	struct elf_symbol symbol;

	if (!elf_file_symbol_by_name(file, name, &symbol, err)) {
		return false;
	}
	*addrp = symbol.sym.st_value;
	if (symbol.sym.st_size != size) {
		return fail(err,
			"%s: %s has 0x%" PRIx64 " bytes, expected 0x%" PRIx64,
			file->path, name, (uint64_t)symbol.sym.st_size, size);
	}
	if (*addrp % alignment != 0) {
		return fail(err,
			"%s: %s at 0x%" PRIx64 " is not aligned to 0x%" PRIx64
			" bytes",
			file->path, name, *addrp, alignment);
	}
	return elf_file_offset(file, *addrp, size, offsetp, err);
}

static void map(
	struct translation_tables *tables, const struct mapping *mapping)
{
	for (uint64_t done = 0; done < mapping->size; done += PAGE_SIZE) {
		const uint64_t virt = mapping->virt + done;

		tables->level3[level2_index(virt)][level3_index(virt)] =
			page_descriptor(
				mapping->phys + done, mapping->attributes);
	}
}

static unsigned char *store_all(const struct elf_file *file, unsigned char *to,
	const uint64_t *values, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		elf_file_store(file, to, sizeof(values[0]), values[i]);
		to += sizeof(values[0]);
	}
	return to;
}

/* PHYS: physical address of the tables. */
static void fill(const struct elf_file *file, const struct mapping_list *list,
	uint64_t phys, struct table_image *imagep)
{
	static struct translation_tables tables;
	unsigned char *to = imagep->bytes;

	memset(&tables, 0, sizeof(tables));
	for (size_t i = 0; i < list->count; i++) {
		map(&tables, &list->items[i]);
	}
	for (size_t i = 0; i < LEVEL3_TABLES; i++) {
		tables.level2[i] =
			table_descriptor(phys + i * sizeof(tables.level3[0]));
		to = store_all(file, to, tables.level3[i], LEVEL3_ENTRIES);
	}
	store_all(file, to, tables.level2, LEVEL3_TABLES);
	imagep->base = phys + sizeof(tables.level3);
	store_all(file, imagep->base_bytes, &imagep->base, 1);
}

bool table_image_build(const struct elf_file *file,
	const struct mapping_list *list, struct table_image *imagep,
	struct error *err)
{
	const struct mapping *home;
	uint64_t virt;
	uint64_t base_virt;

	if (!find_object(file, "KERNEL_TABLES", sizeof(imagep->bytes),
		    PAGE_SIZE, &virt, &imagep->offset, err) ||
		!find_object(file, "PHYS_KERNEL_TABLES_BASE_ADDR",
			sizeof(imagep->base_bytes), sizeof(uint64_t),
			&base_virt, &imagep->base_offset, err)) {
		return false;
	}
	home = mapping_list_find(list, virt);
	if (home == NULL || !home->attributes.writable) {
		return fail(err,
			"%s: KERNEL_TABLES at 0x%" PRIx64
			" is in no writable segment, and the kernel adds to it",
			file->path, virt);
	}
	fill(file, list, home->phys + (virt - home->virt), imagep);
	return true;
}
