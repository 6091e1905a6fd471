// SPDX-License-Identifier: MIT OR Apache-2.0
#include "listing.h"

#include "fence.h"

#include <err.h>
#include <stdlib.h>
#include <string.h>

static void unhex(char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		const char digits[] = { text[2 * i], text[2 * i + 1], '\0' };

		text[i] = (char)strtoul(digits, NULL, 16);
	}
	text[length] = '\0';
}

static void parse_line(char *line, struct property_symbol *symbol)
{
	char *rest;

	symbol->addr = strtoull(line, &rest, 16);
	symbol->size = strtoull(rest, &rest, 16);
	symbol->type = (uint8_t)strtoul(rest, &rest, 16);
	symbol->flags = (uint8_t)strtoul(rest, &rest, 16);
	rest++;
	symbol->length = (uint32_t)strlen(rest) / 2;
	unhex(rest, symbol->length);
	symbol->name = rest;
}

void listing_read(const char *path, struct listing *list)
{
	size_t size, lines = 0;
	char *text = (char *)file_read(path, &size);

	for (size_t i = 0; i < size; i++) {
		lines += text[i] == '\n';
	}
	*list = (struct listing){ .symbols = calloc(
					  lines + 1, sizeof(*list->symbols)),
		.text = text };
	if (list->symbols == NULL) {
		err(2, "%s", path);
	}
	for (char *line = strtok(text, "\n"); line != NULL;
		line = strtok(NULL, "\n")) {
		struct property_symbol *symbol = &list->symbols[list->count++];

		parse_line(line, symbol);
		if (symbol->length > list->longest) {
			list->longest = symbol->length;
		}
	}
}

void listing_free(struct listing *list)
{
	free(list->symbols);
	free(list->text);
}
