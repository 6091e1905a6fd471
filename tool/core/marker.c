/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "marker.h"

#include <string.h>

bool is_marker(const char *name, const char *section)
{
	size_t length;

	section += strspn(section, ".");
	length = strlen(section);
	if (strncmp(name, "__", 2) != 0 ||
		strncmp(name + 2, section, length) != 0) {
		return false;
	}
	name += 2 + length;
	return strcmp(name, "_start") == 0 || strcmp(name, "_end") == 0;
}

bool is_end_marker(const char *name, const char *section)
{
	return is_marker(name, section) &&
	       strcmp(name + strlen(name) - strlen("_end"), "_end") == 0;
}
