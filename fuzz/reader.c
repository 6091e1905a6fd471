/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Calls libksym on any bytes. An input is 2 bytes with the number of bytes of
 * calls, the calls, and the table.
 */
#include "fuzz.h"

#include <ksym.h>
#include <ksym_format.h>
#include <stdlib.h>
#include <string.h>

#define HEAD    2
#define CALLS   256   /* bytes of calls at most */
#define PIECE   32767 /* bytes of a name's at most, in a damaged table */
#define LONGEST (KSYM_NAME_MAX + 64)

static int is_status(int status)
{
	return status <= 0 && status >= -KSYM_ERR_CHECKSUM;
}

/*
 * Into a buffer of exactly that size, so that the sanitizer sees a byte after
 * it.
 */
static void check_text(const struct ksym_table *t,
	const struct ksym_symbol *symbol, uint64_t addr, size_t size)
{
	char *buf = malloc(size > 0 ? size : 1);
	int length;

	PROMISE(buf != NULL);
	length = symbol != NULL  ? ksym_name(t, symbol, buf, size)
		 : size % 2 == 0 ? ksym_format(t, addr, buf, size)
				 : ksym_format_call(t, addr, buf, size);
	PROMISE(length < LONGEST && (length >= 0 || is_status(length)));
	if (size > 0) {
		PROMISE(memchr(buf, '\0', size) != NULL);
		PROMISE(length >= 0 || buf[0] == '\0');
	}
	free(buf);
}

static void check_lookup(const struct ksym_table *t, uint64_t addr)
{
	struct ksym_symbol symbol;
	const int status = ksym_lookup(t, addr, &symbol);

	PROMISE(is_status(status));
	if (status == 0) {
		PROMISE(symbol.index < ksym_count(t));
		PROMISE(addr - symbol.addr < symbol.size);
		check_text(t, &symbol, 0, 40);
	}
	PROMISE(is_status(ksym_lookup_call(t, addr, &symbol)));
	PROMISE(ksym_next_to(t, addr, &symbol) <= 1);
	check_text(t, NULL, addr, 24);
	check_text(t, NULL, addr, 25);
	check_text(t, NULL, addr, 12);
}

static void put_piece(void *context, const char *piece, size_t length)
{
	size_t *total = context;
	unsigned int sum = 0;

	PROMISE(length <= PIECE);
	for (size_t i = 0; i < length; i++) {
		sum += (unsigned char)piece[i];
	}
	PROMISE(sum <= PIECE * UINT8_MAX);
	*total += length;
}

static void check_get(const struct ksym_table *t, uint32_t index)
{
	struct ksym_symbol symbol = { .index = index };
	const int status = ksym_get(t, index, &symbol);
	size_t total = 0;
	char name[128];

	PROMISE(is_status(status));
	PROMISE((status == -KSYM_ERR_NOT_FOUND) == (index >= ksym_count(t)));
	PROMISE(status != 0 || symbol.index == index);
	symbol.index = index;
	PROMISE(ksym_put(t, &symbol, put_piece, &total) ==
		ksym_name(t, &symbol, NULL, 0));
	PROMISE(total <= KSYM_NAME_MAX + PIECE);
	check_text(t, &symbol, 0, index % 33);
	if (ksym_name(t, &symbol, name, sizeof(name)) >= 0) {
		(void)ksym_find(t, name, &symbol);
	}
	for (int i = 0; i < 4; i++) {
		const uint32_t before = symbol.index;

		if (ksym_find_next(t, &symbol) != 0) {
			break;
		}
		PROMISE(symbol.index > before && symbol.index < ksym_count(t));
	}
}

static void call(struct ksym_table *t, struct input *calls)
{
	struct ksym_symbol symbol;
	char *name;

	switch (input_number(calls, 1) % 6) {
	case 0:
		check_lookup(t, input_number(calls, 8));
		break;
	case 1: /* near the base, where symbols are */
		if (ksym_get(t, 0, &symbol) == 0) {
			check_lookup(t, symbol.addr + input_number(calls, 2));
		}
		break;
	case 2:
		check_get(t, (uint32_t)input_number(calls, 4));
		break;
	case 3:
		check_get(t, (uint32_t)input_number(calls, 1));
		break;
	case 4:
		name = input_string(calls, input_number(calls, 1));
		PROMISE(is_status(ksym_find(t, name, &symbol)));
		free(name);
		break;
	default:
		ksym_set_load(
			t, input_number(calls, 8), input_number(calls, 1));
		break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	const size_t wanted = input_number(&in, HEAD) % CALLS;
	struct input calls = { in.data, wanted < in.size ? wanted : in.size };
	const size_t table_size = in.size - calls.size;
	uint8_t *table = malloc(table_size > 0 ? table_size : 1);
	struct ksym_table t;
	int status;

	PROMISE(table != NULL);
	memcpy(table, in.data + calls.size, table_size);
	status = ksym_open(&t, table, table_size);
	PROMISE(is_status(status));
	PROMISE(status == 0 || ksym_count(&t) == 0);
	PROMISE(is_status(ksym_check(&t)));
	while (calls.size > 0) {
		call(&t, &calls);
	}
	free(table);
	return 0;
}

/* Most inputs get a header that opens, and a valid checksum. */
size_t LLVMFuzzerCustomMutator(
	uint8_t *data, size_t size, size_t room, unsigned int seed)
{
	struct input in;
	size_t table;

	size = LLVMFuzzerMutate(data, size, room);
	in = (struct input){ data, size };
	table = HEAD + input_number(&in, HEAD) % CALLS;
	if (seed % 8 != 0 && size >= table + KSYM_HEADER_SIZE) {
		fuzz_seal(data + table, size - table);
	}
	return size;
}
