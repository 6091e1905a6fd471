/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What a table is to say of itself, by the ELF that it is made of. */
#ifndef KSYM_TOOL_ELF_ORIGIN_H
#define KSYM_TOOL_ELF_ORIGIN_H

#include <stdbool.h>

#include "core/error.h"
#include "elf/elf_file.h"
#include "formats/origin.h"
#include "symbols/selection.h"

/* Sets what FILE says of itself, and leaves the rest zero. */
bool origin_of_elf(
	const struct elf_file *file, struct origin *origin, struct error *err);

/*
 * What the table of a selection of FILE's symbols is to say; FILE is NULL for a
 * map alone.
 */
bool origin_of(const struct elf_file *file, const struct selection *selection,
	struct origin *origin, struct error *err);

#endif
