/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Encodes any list of symbols: twice gives the same bytes, and libksym reads
 * back the list. An input is a byte of options and the symbols, each a
 * distance, a size, a kind and a name. A list given as it comes, in any order
 * and of any kind, may be refused.
 */
#include "fuzz.h"

#include <ksym.h>
#include <ksym_format.h>
#include <ksym_write.h>
#include <stdlib.h>
#include <string.h>

#define SYMBOLS_MAX 2000

/* Bits of the byte of options. */
#define BY_NAME    1
#define AS_GIVEN   2
#define LONG_NAMES 4

struct list {
	struct ksym_write_symbol symbols[SYMBOLS_MAX];
	size_t count;
};

/* A number of as many bytes as the first one's high bits say, shifted. */
static uint64_t read_number(struct input *in)
{
	const uint64_t head = input_number(in, 1);

	return input_number(in, (unsigned int)(head >> 5) + 1) << (head & 31);
}

static bool precedes(
	const struct ksym_write_symbol *a, const struct ksym_write_symbol *b)
{
	return a->addr < b->addr || (a->addr == b->addr && a->size >= b->size);
}

/* Puts a symbol where it belongs, behind those that are alike. */
static void insert(struct list *list, const struct ksym_write_symbol *symbol)
{
	size_t i = list->count++;

	while (i > 0 && !precedes(&list->symbols[i - 1], symbol)) {
		list->symbols[i] = list->symbols[i - 1];
		i--;
	}
	list->symbols[i] = *symbol;
}

/* NAME_BYTES say how long a name is. */
static void read_list(
	struct input *in, struct list *list, unsigned int name_bytes)
{
	uint64_t addr = read_number(in);

	list->count = 0;
	while (in->size > 0 && list->count < SYMBOLS_MAX) {
		const uint64_t kind = input_number(in, 1);
		const uint64_t length = input_number(in, name_bytes);
		struct ksym_write_symbol symbol = { .type = kind % 3,
			.flags = (uint8_t)(kind / 3 % 8) };

		addr += read_number(in);
		symbol.addr = addr;
		symbol.size = read_number(in);
		if (symbol.size > UINT64_MAX - addr) {
			symbol.size = UINT64_MAX - addr;
		}
		symbol.name = input_string(in, length);
		insert(list, &symbol);
	}
}

/* The same without care for what is valid. */
static void read_list_as_given(
	struct input *in, struct list *list, unsigned int name_bytes)
{
	list->count = 0;
	while (in->size > 0 && list->count < SYMBOLS_MAX) {
		struct ksym_write_symbol *symbol =
			&list->symbols[list->count++];
		const uint64_t length = input_number(in, name_bytes);

		symbol->type = (uint8_t)input_number(in, 1);
		symbol->flags = (uint8_t)input_number(in, 1);
		symbol->addr = read_number(in);
		symbol->size = read_number(in);
		symbol->name = input_string(in, length);
	}
}

static void free_list(struct list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		free((char *)(uintptr_t)list->symbols[i].name);
	}
}

/* What a table says of a symbol's size: it has room for so much only. */
static uint64_t stated_size(const struct ksym_write_symbol *symbol)
{
	return symbol->size < KSYM_SYMBOL_SIZE_MAX ? symbol->size
						   : KSYM_SYMBOL_SIZE_MAX;
}

static void check_symbol(
	const struct ksym_table *t, const struct list *list, uint32_t i)
{
	const struct ksym_write_symbol *wanted = &list->symbols[i];
	const size_t length = strlen(wanted->name);
	struct ksym_symbol got;
	char *name = malloc(length + 1);

	PROMISE(name != NULL);
	PROMISE(ksym_get(t, i, &got) == 0);
	PROMISE(got.addr == wanted->addr && got.size == stated_size(wanted));
	PROMISE(got.type == wanted->type && got.flags == wanted->flags);
	PROMISE(ksym_name(t, &got, name, length + 1) == (int)length);
	PROMISE(memcmp(name, wanted->name, length + 1) == 0);
	PROMISE(ksym_find(t, name, &got) == 0 && got.index <= i);
	while (got.index < i) {
		PROMISE(ksym_find_next(t, &got) == 0 && got.index <= i);
	}
	free(name);
}

/* The owner by docs/symbols.md, rule 4, without relying on the order. */
static void check_owner(
	const struct ksym_table *t, const struct list *list, uint64_t addr)
{
	const struct ksym_write_symbol *best = NULL;
	struct ksym_symbol got;

	for (size_t i = 0; i < list->count; i++) {
		const struct ksym_write_symbol *s = &list->symbols[i];

		if (addr >= s->addr && addr - s->addr < stated_size(s) &&
			(best == NULL || s->addr > best->addr ||
				(s->addr == best->addr &&
					s->size <= best->size))) {
			best = s;
		}
	}
	PROMISE((ksym_lookup(t, addr, &got) == 0) == (best != NULL));
	PROMISE(best == NULL || got.index == best - list->symbols);
}

static void check_table(
	const struct ksym_written *bytes, const struct list *list)
{
	const size_t step = list->count / 64 + 1;
	struct ksym_table t;

	PROMISE(ksym_open(&t, bytes->bytes, bytes->size) == 0);
	PROMISE(ksym_check(&t) == 0);
	PROMISE(ksym_count(&t) == list->count);
	for (uint32_t i = 0; i < list->count; i += (uint32_t)step) {
		const struct ksym_write_symbol *s = &list->symbols[i];

		check_symbol(&t, list, i);
		check_owner(&t, list, s->addr);
		check_owner(&t, list, s->addr + stated_size(s));
		check_owner(&t, list, s->addr + stated_size(s) - 1);
	}
}

static void write_twice(
	const struct list *list, const struct ksym_write_options *options)
{
	struct ksym_written first, second;

	PROMISE(ksym_write(list->symbols, list->count, options, &first) ==
		KSYM_WRITE_OK);
	PROMISE(ksym_write(list->symbols, list->count, options, &second) ==
		KSYM_WRITE_OK);
	PROMISE(first.size == second.size &&
		memcmp(first.bytes, second.bytes, first.size) == 0);
	check_table(&first, list);
	ksym_write_free(&first);
	ksym_write_free(&second);
}

static void write_or_refuse(
	const struct list *list, const struct ksym_write_options *options)
{
	struct ksym_written out;
	const int status =
		ksym_write(list->symbols, list->count, options, &out);

	if (status == KSYM_WRITE_OK) {
		check_table(&out, list);
	} else {
		PROMISE(status <= KSYM_WRITE_NAME &&
			status >= KSYM_WRITE_ORDER);
		PROMISE(out.bytes == NULL && out.symbol < list->count);
	}
	ksym_write_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	const uint64_t bits = input_number(&in, 1);
	const struct ksym_write_options options = {
		.by_name = (bits & BY_NAME) != 0
	};
	const unsigned int name_bytes = (bits & LONG_NAMES) != 0 ? 2 : 1;
	struct list list;

	if ((bits & AS_GIVEN) != 0) {
		read_list_as_given(&in, &list, name_bytes);
		write_or_refuse(&list, &options);
	} else {
		read_list(&in, &list, name_bytes);
		write_twice(&list, &options);
	}
	free_list(&list);
	return 0;
}
