/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* A build without libdw. */
#include "lines.h"

const char *const lines_library = "none";

bool lines_read(const struct elf_file *file, const char *strip_prefix,
	struct lines *lines, struct error *err)
{
	(void)strip_prefix;
	*lines = (struct lines){ 0 };
	return fail(err,
		"%s: lines are not read: this ksym was built without libdw (of elfutils)",
		file->path);
}
