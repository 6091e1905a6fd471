/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The compact format: written by ksym_write, read through libksym. */
#include <inttypes.h>
#include <ksym.h>
#include <ksym_format.h>
#include <ksym_write.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "table.h"

static bool fail_write(struct error *err, const struct symbol_list *list,
	int status, const struct ksym_written *written)
{
	if (status == KSYM_WRITE_LENGTH) {
		return fail(err,
			"symbol %.40s... has a name of %" PRIu64
			" bytes, expected at most %" PRIu64,
			list->symbols[written->symbol].name, written->found,
			written->limit);
	}
	if (status <= KSYM_WRITE_NAME) {
		return fail(err, "symbol %zu, %.60s: %s", written->symbol,
			list->symbols[written->symbol].name,
			ksym_write_strerror(status));
	}
	if (written->limit > 0) {
		return fail(err, "%s: %" PRIu64 ", expected at most %" PRIu64,
			ksym_write_strerror(status), written->found,
			written->limit);
	}
	return fail(err, "%s", ksym_write_strerror(status));
}

static struct ksym_write_symbol *symbols_of(const struct symbol_list *list)
{
	struct ksym_write_symbol *symbols =
		calloc(list->count + 1, sizeof(*symbols));

	for (size_t i = 0; symbols != NULL && i < list->count; i++) {
		const struct symbol *symbol = &list->symbols[i];

		symbols[i] =
			(struct ksym_write_symbol){ symbol->addr, symbol->size,
				symbol->name, symbol->type, symbol->flags };
	}
	return symbols;
}

static bool encode(const struct symbol_list *list,
	const struct table_target *target, struct buffer *out,
	struct error *err)
{
	const struct origin *origin = &target->origin;
	const struct ksym_write_options options = { .by_name = target->by_name,
		.elf_class = origin->class,
		.elf_data = origin->data,
		.selected = origin->selected,
		.machine = origin->machine,
		.max_name = origin->max_name,
		.id = origin->id,
		.id_size = origin->id_size };
	struct ksym_write_symbol *symbols = symbols_of(list);
	struct ksym_written written = { 0 };
	int status = KSYM_WRITE_MEMORY;
	bool done;

	if (symbols != NULL) {
		status = ksym_write(symbols, list->count, &options, &written);
	}
	free(symbols);
	done = status == KSYM_WRITE_OK
		       ? buffer_append(out, written.bytes, written.size, err)
		       : fail_write(err, list, status, &written);
	ksym_write_free(&written);
	return done;
}

static bool fail_table(struct error *err, const char *path, int status)
{
	return fail(err, "%s: no compact table can be read: %s", path,
		ksym_strerror(status));
}

static uint32_t header_word(const struct table *table, size_t at)
{
	const unsigned char *b = table->bytes.data + at;

	return b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 |
	       (uint32_t)b[3] << 24;
}

static void read_origin(const struct buffer *bytes, struct origin *origin)
{
	const unsigned char *b = bytes->data;

	*origin = (struct origin){
		.machine = (uint16_t)(b[KSYM_AT_MACHINE] |
				      b[KSYM_AT_MACHINE + 1] << 8),
		.class = b[KSYM_AT_CLASS],
		.data = b[KSYM_AT_DATA],
		.selected = b[KSYM_AT_SELECTED],
		.max_name = (uint16_t)(b[KSYM_AT_MAX_NAME] |
				       b[KSYM_AT_MAX_NAME + 1] << 8),
	};
	/* Of a damaged table what there is place for is taken. */
	origin_set_id(origin, b + KSYM_AT_ID, b[KSYM_AT_ID_SIZE]);
}

static bool open_table(struct table *table,
	const struct reservation *reservation, struct error *err)
{
	const int status = ksym_open(
		&table->compact, table->bytes.data, table->bytes.size);

	(void)reservation;
	if (status != 0) {
		return fail_table(err, table->path, status);
	}
	table->used = header_word(table, KSYM_AT_SIZE);
	table->name = malloc(KSYM_NAME_MAX + 1);
	return table->name != NULL || fail(err, "out of memory");
}

static bool check(const struct buffer *bytes,
	const struct reservation *reservation, const char *path,
	uint64_t *countp, struct error *err)
{
	struct ksym_table table;
	int status = ksym_open(&table, bytes->data, bytes->size);

	(void)reservation;
	if (status == 0) {
		status = ksym_check(&table);
	}
	*countp = ksym_count(&table);
	return status == 0 || fail_table(err, path, status);
}

static size_t count(const struct table *table)
{
	return ksym_count(&table->compact);
}

static void describe(const struct table *table,
	const struct ksym_symbol *symbol, struct symbol *symbolp)
{
	(void)ksym_name(
		&table->compact, symbol, table->name, KSYM_NAME_MAX + 1);
	*symbolp = (struct symbol){ .addr = symbol->addr,
		.size = symbol->size,
		.type = symbol->type,
		.flags = symbol->flags,
		.name = table->name };
}

static void get(const struct table *table, size_t i, struct symbol *symbolp)
{
	struct ksym_symbol symbol = { 0 };

	(void)ksym_get(&table->compact, (uint32_t)i, &symbol);
	describe(table, &symbol, symbolp);
}

static bool lookup(
	const struct table *table, uint64_t addr, struct symbol *symbolp)
{
	struct ksym_symbol symbol;

	if (ksym_lookup(&table->compact, addr, &symbol) != 0) {
		return false;
	}
	describe(table, &symbol, symbolp);
	return true;
}

static bool find(
	const struct table *table, const char *name, size_t from, size_t *ip)
{
	struct ksym_symbol symbol = { .index = (uint32_t)from - 1 };
	const int status = from == 0 ? ksym_find(&table->compact, name, &symbol)
				     : ksym_find_next(&table->compact, &symbol);

	*ip = symbol.index;
	return status == 0;
}

static bool finds_fast(const struct table *table)
{
	return header_word(table, KSYM_AT_INDEX) != 0;
}

/* The parts that a header leads to, in the order that ksym_write gives
 * them. */
static const struct {
	size_t at;
	const char *name;
} part_offsets[] = {
	{ KSYM_AT_SHAPES, "shapes" },
	{ KSYM_AT_TOPS, "tops" },
	{ KSYM_AT_BLOCKS, "blocks" },
	{ KSYM_AT_RESUMES, "resumes" },
	{ KSYM_AT_STREAM, "stream" },
	{ KSYM_AT_PHRASES, "phrases" },
	{ KSYM_AT_TEXT, "text" },
	{ KSYM_AT_INDEX, "index" },
};

#define PART_OFFSETS (sizeof(part_offsets) / sizeof(part_offsets[0]))

/* A part ends where the next one that there is begins, or with the table. */
static uint64_t part_bytes(const struct table *table, size_t i)
{
	const uint32_t begin = header_word(table, part_offsets[i].at);

	if (begin == 0) {
		return 0;
	}
	while (++i < PART_OFFSETS) {
		const uint32_t next = header_word(table, part_offsets[i].at);

		if (next != 0) {
			return next >= begin ? next - begin : 0;
		}
	}
	return table->used >= begin ? table->used - begin : 0;
}

static void parts(
	const struct table *table, struct table_part parts[TABLE_PARTS])
{
	parts[0] = (struct table_part){ "header", KSYM_HEADER_SIZE };
	for (size_t i = 0; i < PART_OFFSETS; i++) {
		parts[1 + i] = (struct table_part){ part_offsets[i].name,
			part_bytes(table, i) };
	}
	parts[1 + PART_OFFSETS] = (struct table_part){ 0 };
}

/* Adds a fact; returns where the next one goes. */
__attribute__((format(printf, 4, 5))) static struct table_fact *add_fact(
	struct table_fact *fact, const char *name, enum fact_kind kind,
	const char *format, ...)
{
	va_list arguments;

	*fact = (struct table_fact){ .name = name, .kind = kind };
	va_start(arguments, format);
	(void)vsnprintf(fact->text, sizeof(fact->text), format, arguments);
	va_end(arguments);
	return fact + 1;
}

static struct table_fact *add_flag(
	struct table_fact *fact, const char *name, bool is)
{
	return add_fact(fact, name, FACT_FLAG, "%s", is ? "yes" : "no");
}

static struct table_fact *add_origin(
	struct table_fact *fact, const struct origin *origin)
{
	static const struct {
		const char *name;
		unsigned flag;
	} flags[] = {
		{ "functions only", KSYM_SELECTED_FUNCTIONS },
		{ "globals only", KSYM_SELECTED_GLOBALS },
		{ "filtered", KSYM_SELECTED_FILTERED },
		{ "from a map", KSYM_SELECTED_MAP },
		{ "demangled", KSYM_SELECTED_DEMANGLED },
		{ "qualified", KSYM_SELECTED_QUALIFIED },
	};
	char text[ORIGIN_ID];

	origin_id(origin, text);
	fact = add_fact(fact, "build id", FACT_TEXT, "%s", text);
	origin_machine(origin, text);
	fact = add_fact(fact, "machine", FACT_TEXT, "%s", text);
	fact = add_fact(fact, "class", FACT_TEXT, "%s", origin_class(origin));
	fact = add_fact(
		fact, "byte order", FACT_TEXT, "%s", origin_byte_order(origin));
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		fact = add_flag(fact, flags[i].name,
			(origin->selected & flags[i].flag) != 0);
	}
	return add_fact(fact, "max name", FACT_NUMBER, "%u", origin->max_name);
}

static void facts(
	const struct table *table, struct table_fact facts[TABLE_FACTS])
{
	const size_t count = ksym_count(&table->compact);
	struct table_fact *fact = facts;
	struct origin origin;

	read_origin(&table->bytes, &origin);
	fact = add_fact(fact, "version", FACT_NUMBER, "%u",
		table->bytes.data[KSYM_AT_VERSION]);
	fact = add_fact(fact, "bytes per symbol", FACT_NUMBER, "%.3f",
		count > 0 ? (double)table->used / (double)count : 0.0);
	fact = add_flag(fact, "by-name index", finds_fast(table));
	fact = add_origin(fact, &origin);
	*fact = (struct table_fact){ 0 };
}

const struct table_format compact_format = {
	.name = "compact",
	.typed = true,
	.encode = encode,
	.open = open_table,
	.check = check,
	.count = count,
	.get = get,
	.lookup = lookup,
	.find = find,
	.finds_fast = finds_fast,
	.origin = read_origin,
	.parts = parts,
	.facts = facts,
};
