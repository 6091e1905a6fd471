/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "ours.h"

#include <err.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void ours_read(const char *path, struct ksym_table *t)
{
	FILE *stream = fopen(path, "r");
	long size;
	void *bytes;
	int status;

	if (stream == NULL || fseek(stream, 0, SEEK_END) != 0) {
		err(1, "%s", path);
	}
	size = ftell(stream);
	rewind(stream);
	bytes = size < 0 ? NULL
			 : aligned_alloc(64, ((size_t)size + 64) / 64 * 64);
	if (bytes == NULL ||
		fread(bytes, 1, (size_t)size, stream) != (size_t)size) {
		err(1, "%s", path);
	}
	(void)fclose(stream);
	status = ksym_open(t, bytes, (size_t)size);
	if (status != 0) {
		errx(1, "%s: %s", path, ksym_strerror(status));
	}
}

void ours_open(const char *path, struct ksym_table *t)
{
	int status;

	ours_read(path, t);
	status = ksym_check(t);
	if (status != 0) {
		errx(1, "%s: %s", path, ksym_strerror(status));
	}
}

static bool is_item(
	const struct list *list, uint32_t i, const struct ksym_symbol *symbol)
{
	const struct item *item = &list->items[i];

	return symbol->index == i && symbol->addr == item->addr &&
	       symbol->size == item->size && symbol->type == item->type &&
	       symbol->flags == item->flags;
}

static bool check_item(const struct ksym_table *t, const struct list *list,
	uint32_t i, char *buf)
{
	const size_t length = strlen(list->items[i].name);
	struct ksym_symbol symbol;

	return ksym_get(t, i, &symbol) == 0 && is_item(list, i, &symbol) &&
	       ksym_name(t, &symbol, buf, list->longest + 1) == (int)length &&
	       memcmp(buf, list->items[i].name, length + 1) == 0;
}

static bool check_addr(
	const struct ksym_table *t, const struct list *list, uint64_t addr)
{
	const uint32_t owner = list_owner(list, addr);
	struct ksym_symbol symbol;
	const int status = ksym_lookup(t, addr, &symbol);

	return owner == NOBODY ? status == -KSYM_ERR_NOT_FOUND
			       : status == 0 && is_item(list, owner, &symbol);
}

static bool check_find(
	const struct ksym_table *t, const struct list *list, const char *name)
{
	struct ksym_symbol symbol;

	return ksym_find(t, name, &symbol) == 0 &&
	       is_item(list, list_find(list, name), &symbol);
}

/* What is wrong about an item, or NULL. */
static const char *find_fault(const struct ksym_table *t,
	const struct list *list, uint32_t i, bool find, char *buf)
{
	const struct item *item = &list->items[i];

	if (!check_item(t, list, i, buf)) {
		return "symbol or name";
	}
	if (item->size > 0 &&
		!(check_addr(t, list, item->addr) &&
			check_addr(t, list, item->addr + item->size / 2) &&
			check_addr(t, list, item->addr + item->size - 1))) {
		return "owner of a byte in it";
	}
	if (!check_addr(t, list, item->addr + item->size)) {
		return "owner of the byte behind it";
	}
	if (find && !check_find(t, list, item->name)) {
		return "symbol of its name";
	}
	return NULL;
}

uint64_t ours_check(
	const struct ksym_table *t, const struct list *list, bool find)
{
	char *buf = calloc(list->longest + 1, 1);
	uint64_t wrong = 0;

	if (buf == NULL) {
		err(1, "a name");
	}
	if (ksym_count(t) != list->count) {
		warnx("wrong: %" PRIu32 " symbols, the list has %" PRIu32,
			ksym_count(t), list->count);
		wrong++;
	}
	for (uint32_t i = 0; i < list->count; i++) {
		const char *fault = find_fault(t, list, i, find, buf);

		if (fault != NULL && wrong++ == 0) {
			warnx("wrong: %s, %s", list->items[i].name, fault);
		}
	}
	free(buf);
	return wrong;
}

uint64_t ours_symbol(
	const void *self, const struct probe *probe, const struct text *text)
{
	struct ksym_symbol symbol;

	(void)text;
	return ksym_lookup(self, probe->addr, &symbol) == 0 ? symbol.index
							    : NOBODY;
}

uint64_t ours_name(
	const void *self, const struct probe *probe, const struct text *text)
{
	struct ksym_symbol symbol;

	if (ksym_lookup(self, probe->addr, &symbol) != 0) {
		return NOBODY;
	}
	return (uint64_t)ksym_name(self, &symbol, text->buf, text->size);
}

uint64_t ours_address(
	const void *self, const struct probe *probe, const struct text *text)
{
	struct ksym_symbol symbol;

	(void)text;
	return ksym_find(self, probe->name, &symbol) == 0 ? symbol.addr : 0;
}

uint64_t ours_lines(
	const void *self, const struct probe *probe, const struct text *text)
{
	struct ksym_frames lines;
	struct ksym_frame frame;
	uint64_t sum = 0;

	(void)text;
	if (ksym_lines(self, probe->addr, &lines) != 0) {
		return 0;
	}
	while (ksym_lines_next(&lines, &frame) > 0) {
		sum += frame.line;
	}
	return sum;
}
