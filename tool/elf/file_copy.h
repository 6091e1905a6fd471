/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef KSYM_TOOL_FILE_COPY_H
#define KSYM_TOOL_FILE_COPY_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Copies the bytes from BEGIN to END of the file FROM to AT in TO, which ends
 * there. A file system that can share blocks reads and writes nothing;
 * otherwise the kernel copies. Holes stay holes. False leaves errno set; it is
 * 0 if FROM ended early.
 */
bool file_copy(int from, uint64_t begin, uint64_t end, int to, uint64_t at);

#endif
