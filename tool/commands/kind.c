/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "kind.h"

#include <elf.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "core/buffer.h"
#include "formats/table.h"

enum file_kind file_kind(const char *path)
{
	unsigned char begin[SELFMAG];
	struct buffer bytes = { .data = begin };
	struct stat st;
	FILE *stream;

	/* A FIFO would keep us waiting. */
	if (stat(path, &st) != 0 || !S_ISREG(st.st_mode)) {
		return FILE_UNREADABLE;
	}
	stream = fopen(path, "rbe");
	if (stream == NULL) {
		return FILE_UNREADABLE;
	}
	bytes.size = fread(begin, 1, sizeof(begin), stream);
	(void)fclose(stream);
	if (table_format_of(&bytes)->magic != NULL) {
		return FILE_TABLE;
	}
	return bytes.size == sizeof(begin) &&
			       memcmp(begin, ELFMAG, SELFMAG) == 0
		       ? FILE_ELF
		       : FILE_OTHER;
}
