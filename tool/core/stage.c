/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "stage.h"

#include <stddef.h>

static stage_listener *listening;
static const char *stage;

void stage_listen(stage_listener *listener)
{
	listening = listener;
}

void stage_begin(const char *name)
{
	stage = name;
	if (listening != NULL) {
		listening(name, -1);
	}
}

void stage_part(uint64_t done, uint64_t total)
{
	if (listening != NULL) {
		listening(
			stage, done < total ? (int)(done * 100 / total) : 100);
	}
}
