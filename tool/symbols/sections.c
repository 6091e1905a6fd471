/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "sections.h"

#include <stdlib.h>
#include <string.h>

bool sections_read(const struct elf_file *file, const char *table,
	struct sections *sections, struct error *err)
{
	file = elf_file_with_symbols(file);
	(void)elf_getshdrnum(file->elf, &sections->count);
	sections->facts = calloc(sections->count + 1, sizeof(*sections->facts));
	if (sections->facts == NULL) {
		return fail(err, "out of memory");
	}
	for (size_t i = 1; i < sections->count; i++) {
		struct elf_section section;

		if (!elf_file_section(file, i, &section, err)) {
			return false;
		}
		/* The table is not code, even in an executable segment. */
		sections->facts[i] = (struct section_facts){
			.alloc = (section.shdr.sh_flags & SHF_ALLOC) != 0,
			.code = (section.shdr.sh_flags & SHF_EXECINSTR) != 0 &&
				strcmp(section.name, table) != 0,
			.addr = section.shdr.sh_addr,
			.size = section.shdr.sh_size,
		};
	}
	return true;
}

void sections_free(struct sections *sections)
{
	free(sections->facts);
	*sections = (struct sections){ 0 };
}

uint64_t section_room(const struct section_facts *section, uint64_t addr)
{
	/* The end may be 2^64, which does not fit. */
	const uint64_t skip = addr - section->addr;

	return skip < section->size ? section->size - skip : 0;
}
