/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "sections.h"

#include <stdlib.h>
#include <string.h>

bool sections_read(const struct elf_file *file, const char *table,
	struct sections *sections, struct error *err)
{
	struct elf_section_walk walk =
		elf_section_walk(elf_file_with_symbols(file));

	sections->count = elf_file_section_count(walk.file);
	sections->facts = calloc(sections->count + 1, sizeof(*sections->facts));
	if (sections->facts == NULL) {
		return fail(err, "out of memory");
	}
	while (elf_section_next(&walk, err)) {
		const GElf_Shdr *shdr = &walk.section.shdr;

		/* The table is not code, even in an executable segment. */
		sections->facts[walk.section.index] = (struct section_facts){
			.alloc = (shdr->sh_flags & SHF_ALLOC) != 0,
			.code = (shdr->sh_flags & SHF_EXECINSTR) != 0 &&
				strcmp(walk.section.name, table) != 0,
			.addr = shdr->sh_addr,
			.size = shdr->sh_size,
		};
	}
	return !walk.failed;
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
