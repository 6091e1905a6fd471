/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "list.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *read_text(const char *path, size_t *sizep)
{
	FILE *stream = fopen(path, "r");
	long size;
	char *text;

	if (stream == NULL || fseek(stream, 0, SEEK_END) != 0) {
		err(1, "%s", path);
	}
	size = ftell(stream);
	rewind(stream);
	text = size < 0 ? NULL : malloc((size_t)size + 1);
	if (text == NULL ||
		fread(text, 1, (size_t)size, stream) != (size_t)size) {
		err(1, "%s", path);
	}
	text[size] = '\0';
	(void)fclose(stream);
	*sizep = (size_t)size;
	return text;
}

static uint32_t count_lines(const char *text)
{
	uint32_t lines = 0;

	for (; (text = strchr(text, '\n')) != NULL; text++) {
		lines++;
	}
	return lines;
}

bool list_line(char *text, struct item *itemp)
{
	itemp->addr = strtoull(text, &text, 16);
	itemp->size = strtoull(text, &text, 16);
	itemp->type = (uint8_t)strtoul(text, &text, 10);
	itemp->flags = (uint8_t)strtoul(text, &text, 10);
	itemp->letter = text[1];
	itemp->name = text + 3;
	return true;
}

/* Cuts a line off at its end, and goes behind it. */
static char *take_line(char **textp)
{
	char *line = *textp, *end = strchr(line, '\n');

	*end = '\0';
	*textp = end + 1;
	return line;
}

static int compare_names(const void *a, const void *b, void *context)
{
	const struct item *items = context;
	const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	const int order = strcmp(items[x].name, items[y].name);

	return order != 0 ? order : (x > y) - (x < y);
}

static void take_items(struct list *list, uint32_t lines, list_parser *parse)
{
	char *text = list->text;
	uint64_t reach = 0;

	for (; lines > 0; lines--) {
		struct item *item = &list->items[list->count];
		size_t length;

		if (!parse(take_line(&text), item)) {
			continue;
		}
		length = strlen(item->name);
		if (length > list->longest) {
			list->longest = length;
		}
		if (item->size > 0 && item->addr + item->size - 1 > reach) {
			reach = item->addr + item->size - 1;
		}
		list->reach[list->count] = reach;
		list->by_name[list->count] = list->count;
		list->count++;
	}
}

void list_read(const char *path, list_parser *parse, struct list *list)
{
	size_t size;
	uint32_t lines;

	*list = (struct list){ .text = read_text(path, &size) };
	lines = count_lines(list->text);
	list->items = calloc(lines, sizeof(*list->items));
	list->reach = calloc(lines, sizeof(*list->reach));
	list->by_name = calloc(lines, sizeof(*list->by_name));
	if (list->items == NULL || list->reach == NULL ||
		list->by_name == NULL) {
		err(1, "%s", path);
	}
	take_items(list, lines, parse);
	if (list->count == 0) {
		errx(1, "%s: no symbols", path);
	}
	qsort_r(list->by_name, list->count, sizeof(*list->by_name),
		compare_names, list->items);
}

uint32_t list_before(const struct list *list, uint64_t addr)
{
	uint32_t low = 0, high = list->count;

	while (low < high) {
		const uint32_t middle = low + (high - low) / 2;

		if (list->items[middle].addr <= addr) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low == 0 ? NOBODY : low - 1;
}

uint32_t list_owner(const struct list *list, uint64_t addr)
{
	uint32_t i = list_before(list, addr);

	while (i != NOBODY && list->reach[i] >= addr) {
		const struct item *item = &list->items[i];

		if (addr - item->addr < item->size) {
			return i;
		}
		i = i == 0 ? NOBODY : i - 1;
	}
	return NOBODY;
}

uint32_t list_find(const struct list *list, const char *name)
{
	uint32_t low = 0, high = list->count;

	while (low < high) {
		const uint32_t middle = low + (high - low) / 2;
		const struct item *item = &list->items[list->by_name[middle]];

		if (strcmp(item->name, name) < 0) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	if (low == list->count ||
		strcmp(list->items[list->by_name[low]].name, name) != 0) {
		return NOBODY;
	}
	return list->by_name[low];
}
