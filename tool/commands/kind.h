/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What a file seems to be, by how it begins. */
#ifndef KSYM_TOOL_KIND_H
#define KSYM_TOOL_KIND_H

enum file_kind {
	FILE_UNREADABLE, /* or no regular file, which could keep us waiting */
	FILE_ELF,
	FILE_TABLE, /* a compact table alone */
	FILE_OTHER,
};

enum file_kind file_kind(const char *path);

#endif
