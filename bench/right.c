/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "right.h"

#include <string.h>

static bool is_named(const struct list *list, uint32_t item, const char *text)
{
	return item != NOBODY && strcmp(list->items[item].name, text) == 0;
}

/* The first item that starts where the one before ADDR does. */
static uint32_t first_before(const struct list *list, uint64_t addr)
{
	uint32_t i = list_before(list, addr);

	while (i != NOBODY && i > 0 &&
		list->items[i - 1].addr == list->items[i].addr) {
		i--;
	}
	return i;
}

/* The first item that covers ADDR; the search starts where none can. */
static uint32_t first_cover(const struct list *list, uint64_t addr)
{
	uint32_t i = list_before(list, addr), first = NOBODY;

	while (i != NOBODY && list->reach[i] >= addr) {
		const struct item *item = &list->items[i];

		if (addr - item->addr < item->size) {
			first = i;
		}
		i = i == 0 ? NOBODY : i - 1;
	}
	return first;
}

bool right_owner(const struct list *list, const struct probe *probe,
	uint64_t answer, const char *text)
{
	(void)list;
	(void)text;
	return answer == probe->item;
}

bool right_owner_name(const struct list *list, const struct probe *probe,
	uint64_t answer, const char *text)
{
	return answer == strlen(text) && is_named(list, probe->item, text);
}

bool right_count(const struct list *list, const struct probe *probe,
	uint64_t answer, const char *text)
{
	(void)text;
	return answer == list_before(list, probe->addr) + 1ull;
}

bool right_start(const struct list *list, const struct probe *probe,
	uint64_t answer, const char *text)
{
	(void)text;
	return answer == first_before(list, probe->addr);
}

bool right_start_name(const struct list *list, const struct probe *probe,
	uint64_t answer, const char *text)
{
	return answer == strlen(text) &&
	       is_named(list, first_before(list, probe->addr), text);
}

bool right_cover(const struct list *list, const struct probe *probe,
	uint64_t answer, const char *text)
{
	(void)text;
	return answer == first_cover(list, probe->addr);
}

bool right_cover_name(const struct list *list, const struct probe *probe,
	uint64_t answer, const char *text)
{
	return answer == strlen(text) &&
	       is_named(list, first_cover(list, probe->addr), text);
}

bool right_address(const struct list *list, const struct probe *probe,
	uint64_t answer, const char *text)
{
	const uint32_t item = list_find(list, probe->name);

	(void)text;
	return item != NOBODY && answer == list->items[item].addr;
}
