/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Functions' names as tables have them. */
#ifndef KSYM_WRITE_SHORT_NAMES_H
#define KSYM_WRITE_SHORT_NAMES_H

#include <stddef.h>

#include "prefix.h"

/*
 * Writes NAME without the arguments of templates, std::map::find of
 * std::map<int, int>::find, to OUT, which has room for all of NAME. Returns the
 * bytes written, with the NUL.
 */
size_t short_name(const char *name, char *out);

#endif
