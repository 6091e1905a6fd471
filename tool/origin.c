/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "origin.h"

#include "elf_file.h"
#include "selection.h"

static uint8_t how_selected(const struct selection *selection)
{
	unsigned selected = 0;

	if (selection->functions_only) {
		selected |= KSYM_SELECTED_FUNCTIONS;
	}
	if (selection->include != NULL || selection->exclude != NULL) {
		selected |= KSYM_SELECTED_FILTERED;
	}
	if (!selection->mangled) {
		selected |= KSYM_SELECTED_DEMANGLED;
	}
	if (selection->qualify) {
		selected |= KSYM_SELECTED_QUALIFIED;
	}
	if (selection->map != NULL) {
		selected |= KSYM_SELECTED_MAP;
	}
	return (uint8_t)selected;
}

bool origin_of(const struct elf_file *file, const struct selection *selection,
	struct origin *origin, struct error *err)
{
	*origin = (struct origin){
		.selected = how_selected(selection),
		.max_name = (uint16_t)(selection->max_name < KSYM_NAME_MAX
					       ? selection->max_name
					       : KSYM_NAME_MAX),
	};
	if (file == NULL) {
		return true;
	}
	origin->machine = file->ehdr.e_machine;
	origin->class = file->ehdr.e_ident[EI_CLASS];
	origin->data = file->ehdr.e_ident[EI_DATA];
	return elf_file_build_id(
		file, origin->id, sizeof(origin->id), &origin->id_size, err);
}
