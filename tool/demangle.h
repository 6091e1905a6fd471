/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef KSYM_TOOL_DEMANGLE_H
#define KSYM_TOOL_DEMANGLE_H

#include <stdbool.h>

/*
 * Sets *TEXTP to the source form of a C++, Rust (legacy, v0) or D name, for the
 * caller to free; NULL where NAME is no mangled name. What a compiler appended
 * and the demangler does not show stays behind it (docs/symbols.md, Names).
 * Returns false, with nothing to free, when out of memory.
 */
bool demangle(const char *name, char **textp);

#endif
