/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>

#include "command.h"
#include "place/reservation.h"

static bool run(const struct options *options, const struct elf_file *file,
	struct error *err)
{
	struct reservation reservation;

	if (!reservation_find(
		    file, options->selection.section, &reservation, err)) {
		return false;
	}
	printf("0x%" PRIx64 "\n", reservation.addr);
	return true;
}

const struct command cmd_address = {
	.name = "address",
	.operands = "ELF",
	.summary = "prints the virtual address of the reserved section",
	.details = "",
	.options = TAKES(OPTION_SECTION),
	.run = run,
};
