/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef KSYM_TOOL_FILE_COPY_H
#define KSYM_TOOL_FILE_COPY_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Copies the SIZE bytes of the file FROM to TO, an empty one. Where both are on
 * a file system that can share blocks, no byte is read or written; else the
 * kernel copies. Holes stay holes. False leaves errno set; it is 0 where FROM
 * has ended early.
 */
bool file_copy(int from, int to, uint64_t size);

#endif
