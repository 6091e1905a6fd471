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

/* Reads a line, cuts its name off at the end of it, and goes behind it. */
static struct item take_line(char **textp)
{
	char *text = *textp;
	struct item item;
	size_t length;

	item.addr = strtoull(text, &text, 16);
	item.size = strtoull(text, &text, 16);
	item.type = (uint8_t)strtoul(text, &text, 10);
	item.flags = (uint8_t)strtoul(text, &text, 10);
	item.letter = text[1];
	item.name = text + 3;
	length = strcspn(text + 3, "\n");
	text[3 + length] = '\0';
	*textp = text + 3 + length + 1;
	return item;
}

static int compare_names(const void *a, const void *b, void *context)
{
	const struct item *items = context;
	const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	const int order = strcmp(items[x].name, items[y].name);

	return order != 0 ? order : (x > y) - (x < y);
}

static void fill(struct list *list, char *text)
{
	uint64_t reach = 0;

	for (uint32_t i = 0; i < list->count; i++) {
		struct item *item = &list->items[i];
		size_t length;

		*item = take_line(&text);
		length = strlen(item->name);
		if (length > list->longest) {
			list->longest = length;
		}
		if (item->size > 0 && item->addr + item->size - 1 > reach) {
			reach = item->addr + item->size - 1;
		}
		list->reach[i] = reach;
		list->by_name[i] = i;
	}
	qsort_r(list->by_name, list->count, sizeof(*list->by_name),
		compare_names, list->items);
}

void list_read(const char *path, struct list *list)
{
	size_t size;

	list->longest = 0;
	list->text = read_text(path, &size);
	list->count = count_lines(list->text);
	list->items = calloc(list->count, sizeof(*list->items));
	list->reach = calloc(list->count, sizeof(*list->reach));
	list->by_name = calloc(list->count, sizeof(*list->by_name));
	if (list->count == 0 || list->items == NULL || list->reach == NULL ||
		list->by_name == NULL) {
		errx(1, "%s: no symbols, or no memory for them", path);
	}
	fill(list, list->text);
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
