/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef KSYM_TOOL_DEMANGLE_H
#define KSYM_TOOL_DEMANGLE_H

/*
 * The source form of a C++ or Rust (legacy, v0) name, as `nm -C` prints it, for
 * the caller to free; NULL where NAME is no mangled name.
 */
char *demangle(const char *name);

#endif
