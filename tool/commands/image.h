/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Raw images: the loaded bytes of an ELF alone, as objcopy -O binary makes
 * them. */
#ifndef KSYM_TOOL_IMAGE_H
#define KSYM_TOOL_IMAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/error.h"
#include "input.h"

/*
 * Whether PATH, a raw image of the ELF, has the ELF's table where it is loaded.
 * Sets *OFFSETP to where that is; what is wrong otherwise says what helps.
 */
bool image_verify(const struct input *input, const char *path,
	uint64_t *offsetp, struct error *err);

#endif
