/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "elf_origin.h"

#include <ksym_format.h>

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

bool origin_of_elf(
	const struct elf_file *file, struct origin *origin, struct error *err)
{
	*origin = (struct origin){
		.machine = file->ehdr.e_machine,
		.class = file->ehdr.e_ident[EI_CLASS],
		.data = file->ehdr.e_ident[EI_DATA],
	};
	return elf_file_build_id(
		file, origin->id, sizeof(origin->id), &origin->id_size, err);
}

bool origin_of(const struct elf_file *file, const struct selection *selection,
	struct origin *origin, struct error *err)
{
	*origin = (struct origin){ 0 };
	if (file != NULL && !origin_of_elf(file, origin, err)) {
		return false;
	}
	origin->selected = how_selected(selection);
	/* No name is longer, so that it is not cut by more. */
	origin->max_name = (uint16_t)(selection->max_name < KSYM_NAME_MAX
					      ? selection->max_name
					      : KSYM_NAME_MAX);
	return true;
}
