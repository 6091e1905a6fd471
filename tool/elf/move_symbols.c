/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "move_symbols.h"

static bool write_value(struct layout *layout, uint64_t offset, uint64_t value,
	struct error *err)
{
	const struct elf_file *file = layout->file;
	const size_t size = gelf_fsize(file->elf, ELF_T_SYM, 1, EV_CURRENT);
	unsigned char bytes[sizeof(GElf_Sym)];

	if (!elf_file_read(file, offset, bytes, size, err)) {
		return false;
	}
	elf_field_set(file, bytes, SYM_VALUE, value);
	return layout_patch(
		layout, layout_moved(layout, offset), bytes, size, err);
}

static bool move_table(struct layout *layout, size_t table,
	move_symbols_value *value, const void *context, struct error *err)
{
	const struct elf_file *file = layout->file;
	const size_t size = gelf_fsize(file->elf, ELF_T_SYM, 1, EV_CURRENT);
	struct elf_section section;
	Elf_Data *data;
	GElf_Sym sym;

	if (!elf_file_section(file, table, &section, err)) {
		return false;
	}
	data = elf_getdata(section.scn, NULL);
	for (int i = 0; gelf_getsym(data, i, &sym) != NULL; i++) {
		const char *name = elf_strptr(
			file->elf, section.shdr.sh_link, sym.st_name);
		const uint64_t to = name != NULL ? value(&sym, name, context)
						 : sym.st_value;

		if (to != sym.st_value &&
			!write_value(layout,
				section.shdr.sh_offset + (size_t)i * size, to,
				err)) {
			return false;
		}
	}
	return true;
}

bool move_symbols(struct layout *layout, move_symbols_value *value,
	const void *context, struct error *err)
{
	for (size_t i = 1; i < layout->shdr_count; i++) {
		const uint64_t type = layout_section(layout, i, SHDR_TYPE);

		if ((type == SHT_SYMTAB || type == SHT_DYNSYM) &&
			!move_table(layout, i, value, context, err)) {
			return false;
		}
	}
	return true;
}
