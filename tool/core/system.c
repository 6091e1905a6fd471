/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Of POSIX's X/Open part, which every system that ksym is built on has. */
#ifndef _XOPEN_SOURCE
#define _XOPEN_SOURCE 700
#endif
#include "system.h"

#include <stdlib.h>

char *system_path(const char *path)
{
	return realpath(path, NULL);
}
