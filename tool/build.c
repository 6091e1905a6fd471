/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "build.h"

bool build_table(const struct options *options, const struct elf_file *file,
	uint64_t addr, struct buffer *table, size_t *countp, struct error *err)
{
	struct symbol_list list = { 0 };
	bool built = select_symbols(file, &options->selection, &list, err) &&
		     options->format->encode(&list, file, addr, table, err);

	*countp = list.count;
	symbol_list_free(&list);
	return built;
}
