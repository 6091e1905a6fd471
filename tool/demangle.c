/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "demangle.h"

#include <libiberty/demangle.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *demangle(const char *name)
{
	/* Some ABIs put a dot or a dollar before the name of a code address. */
	const size_t prefix = strspn(name, ".$");
	char *plain = cplus_demangle(
		name + prefix, DMGL_AUTO | DMGL_PARAMS | DMGL_ANSI);
	char *whole = NULL;

	if (plain == NULL || prefix == 0) {
		return plain;
	}
	if (asprintf(&whole, "%.*s%s", (int)prefix, name, plain) < 0) {
		whole = NULL;
	}
	free(plain);
	return whole;
}
