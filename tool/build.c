/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "build.h"

#include <inttypes.h>
#include <stdio.h>

#include "progress.h"

const struct table_format *build_format(const struct options *options)
{
	return options->format != NULL ? options->format : &compact_format;
}

bool build_table(const struct options *options, const struct elf_file *file,
	uint64_t addr, struct buffer *table, size_t *countp, struct error *err)
{
	const struct table_target target = {
		.file = file, .addr = addr, .by_name = options->by_name
	};
	struct symbol_list list = { 0 };
	bool built = select_symbols(file, &options->selection, &list, err);

	progress_stage("building the table");
	built = built &&
		build_format(options)->encode(&list, &target, table, err);
	*countp = list.count;
	symbol_list_free(&list);
	return built;
}

bool build_place(const struct options *options, const char *done,
	const struct table_format *format,
	const struct reservation *reservation, const struct buffer *table,
	uint64_t count, struct error *err)
{
	const char *target =
		options->output != NULL ? options->output : options->path;

	if (!reservation_fill(
		    reservation, table, format->counted, count, target, err)) {
		return false;
	}
	printf("%s %" PRIu64 " symbols: %zu of %" PRIu64
	       " bytes in %s at 0x%" PRIx64 "\n",
		done, count, table->size, reservation->size,
		reservation->section, reservation->addr);
	return true;
}
