/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Of POSIX's X/Open part, which tool.mk asks for here. */
#include "system.h"

#include <stdlib.h>

char *system_path(const char *path)
{
	return realpath(path, NULL);
}
