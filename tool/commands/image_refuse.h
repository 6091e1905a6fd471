/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef KSYM_TOOL_IMAGE_REFUSE_H
#define KSYM_TOOL_IMAGE_REFUSE_H

#include <stdbool.h>

#include "core/error.h"

/* An error that says what PATH, no ELF and no table, has of a table. */
bool image_refuse(const char *path, struct error *err);

#endif
