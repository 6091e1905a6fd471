/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef KSYM_TOOL_RAW_IMAGE_H
#define KSYM_TOOL_RAW_IMAGE_H

#include <stdint.h>

#include "elf/layout.h"

/*
 * Bytes of what `objcopy -O binary` makes of the ELF: from the lowest physical
 * address that has contents to the highest.
 */
uint64_t raw_image_size(const struct layout *layout);

#endif
