/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>

#include "command.h"
#include "reservation.h"

static bool run(const struct options *options, struct error *err)
{
	struct reservation reservation;
	struct elf_file file;
	bool done;

	if (!elf_file_open(&file, options->path, err)) {
		return false;
	}
	done = reservation_find(
		&file, options->selection.section, &reservation, err);
	if (done) {
		printf("0x%" PRIx64 "\n", reservation.addr);
	}
	elf_file_close(&file);
	return done;
}

const struct command cmd_address = {
	.name = "address",
	.operands = "ELF",
	.summary = "prints the virtual address of the reserved section",
	.details = "",
	.options = "s",
	.run = run,
};
