/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* An ELF together with the table embedded in it. */
#ifndef KSYM_TOOL_EMBEDDED_H
#define KSYM_TOOL_EMBEDDED_H

#include "elf_file.h"
#include "error.h"
#include "options.h"
#include "reservation.h"
#include "table.h"

struct embedded {
	struct elf_file file;
	struct reservation reservation;
	struct table table;
};

/* Opens options->path and the table in its section. */
bool embedded_open(struct embedded *embedded, const struct options *options,
	struct error *err);
void embedded_close(struct embedded *embedded);

#endif
