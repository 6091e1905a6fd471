/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The compact format: written by ksym_write, read through libksym. */
#include <inttypes.h>
#include <ksym.h>
#include <ksym_format.h>
#include <ksym_write.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/stage.h"
#include "core/word.h"
#include "formats.h"

static bool fail_write(struct error *err, const struct symbol_list *list,
	int status, const struct ksym_written *written)
{
	char limit[64] = "";

	if (written->limit > 0) {
		(void)snprintf(limit, sizeof(limit),
			": %" PRIu64 ", expected at most %" PRIu64,
			written->found, written->limit);
	}
	if (status > KSYM_WRITE_NAME) {
		return fail(err, "%s%s", ksym_write_strerror(status), limit);
	}
	return fail(err, "symbol %zu, %.60s: %s%s", written->symbol,
		list->symbols[written->symbol].name,
		ksym_write_strerror(status), limit);
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

static void report(void *unused, unsigned percent)
{
	(void)unused;
	stage_part(percent, 100);
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
		.id_size = origin->id_size,
		.progress = report };
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

/* An open table, and the name of the last symbol that was got of it. */
struct compact {
	struct ksym_table table;
	char name[KSYM_NAME_MAX + 1];
};

static const struct ksym_table *opened(const struct table *table)
{
	const struct compact *compact = table->state;

	return &compact->table;
}

static bool fail_table(struct error *err, const char *path, int status)
{
	return fail(err, "%s: no compact table can be read: %s", path,
		ksym_strerror(status));
}

static uint32_t header_word(const struct table *table, size_t at)
{
	return (uint32_t)word_load(table->bytes.data + at, 4, false);
}

static void read_origin(const struct table *table, struct origin *origin)
{
	const unsigned char *b = table->bytes.data;
	int id_size;

	*origin = (struct origin){
		.machine = (uint16_t)word_load(b + KSYM_AT_MACHINE, 2, false),
		.class = b[KSYM_AT_ELF] % 16,
		.data = b[KSYM_AT_ELF] / 16,
		.selected = b[KSYM_AT_SELECTED],
		.max_name = (uint16_t)word_load(b + KSYM_AT_MAX_NAME, 2, false),
	};
	/* Less than 0 where the table is damaged: then it has none. */
	id_size = ksym_build_id(opened(table), origin->id, sizeof(origin->id));
	origin->id_size = id_size > 0 ? (size_t)id_size : 0;
}

/* ksym_location begins as a table does, but for the version. */
static bool begins(const struct buffer *bytes)
{
	return bytes->size > KSYM_AT_VERSION &&
	       bytes->data[KSYM_AT_VERSION] != 0;
}

static bool open_table(struct table *table, const struct table_source *source,
	struct error *err)
{
	struct compact *compact = malloc(sizeof(*compact));
	int status;

	(void)source;
	if (compact == NULL) {
		return fail(err, "out of memory");
	}
	table->state = compact;
	status = ksym_open(
		&compact->table, table->bytes.data, table->bytes.size);
	if (status != 0) {
		return fail_table(err, table->path, status);
	}
	table->used = header_word(table, KSYM_AT_SIZE);
	return true;
}

static void close_table(struct table *table)
{
	free(table->state);
}

static bool check(const struct table *table, struct error *err)
{
	const int status = ksym_check(opened(table));

	return status == 0 || fail_table(err, table->path, status);
}

static size_t count(const struct table *table)
{
	return ksym_count(opened(table));
}

static void describe(const struct table *table,
	const struct ksym_symbol *symbol, struct symbol *symbolp)
{
	struct compact *compact = table->state;

	(void)ksym_name(
		&compact->table, symbol, compact->name, sizeof(compact->name));
	*symbolp = (struct symbol){ .addr = symbol->addr,
		.size = symbol->size,
		.type = symbol->type,
		.flags = symbol->flags,
		.name = compact->name };
}

static void get(const struct table *table, size_t i, struct symbol *symbolp)
{
	struct ksym_symbol symbol = { 0 };

	(void)ksym_get(opened(table), (uint32_t)i, &symbol);
	describe(table, &symbol, symbolp);
}

static bool lookup(
	const struct table *table, uint64_t addr, struct symbol *symbolp)
{
	struct ksym_symbol symbol;

	if (ksym_lookup(opened(table), addr, &symbol) != 0) {
		return false;
	}
	describe(table, &symbol, symbolp);
	return true;
}

static bool find(
	const struct table *table, const char *name, size_t from, size_t *ip)
{
	struct ksym_symbol symbol = { .index = (uint32_t)from - 1 };
	const int status = from == 0 ? ksym_find(opened(table), name, &symbol)
				     : ksym_find_next(opened(table), &symbol);

	*ip = symbol.index;
	return status == 0;
}

/* The parts, by tag; none as what the table says of itself. */
static const char *const part_names[KSYM_PARTS] = {
	[KSYM_PART_ID] = "id",
	[KSYM_PART_REGIONS] = "regions",
	[KSYM_PART_SLICES] = "slices",
	[KSYM_PART_SUPERBLOCKS] = "superblocks",
	[KSYM_PART_PAGES] = "pages",
	[KSYM_PART_RESUMES] = "resumes",
	[KSYM_PART_STREAM] = "stream",
	[KSYM_PART_WITHIN] = "phrases within names",
	[KSYM_PART_LAST] = "phrases that end names",
	[KSYM_PART_TEXT] = "text",
	[KSYM_PART_INDEX] = "index",
};

/* Bytes of the parts by tag; the last of what has a tag that is not known. */
struct part_sizes {
	uint64_t of[KSYM_PARTS + 1];
};

/* ksym_open has seen that the directory lies in the table. */
static struct part_sizes read_parts(const struct table *table)
{
	const unsigned char *b = table->bytes.data;
	const unsigned char *entry = b + b[KSYM_AT_HEADER_SIZE];
	struct part_sizes sizes = { { 0 } };

	for (unsigned left = b[KSYM_AT_PARTS]; left > 0; left--) {
		const unsigned tag =
			entry[0] < KSYM_PARTS ? entry[0] : KSYM_PARTS;

		sizes.of[tag] += word_load(entry + 1, 4, false);
		entry += KSYM_ENTRY_SIZE;
	}
	return sizes;
}

static bool finds_fast(const struct table *table)
{
	return read_parts(table).of[KSYM_PART_INDEX] != 0;
}

static void parts(
	const struct table *table, struct table_part parts[TABLE_PARTS])
{
	const unsigned char *b = table->bytes.data;
	const struct part_sizes sizes = read_parts(table);
	const uint64_t head = b[KSYM_AT_HEADER_SIZE] +
			      (uint64_t)KSYM_ENTRY_SIZE * b[KSYM_AT_PARTS];
	uint64_t left = table->used - head;
	struct table_part *part = parts;

	*part++ = (struct table_part){ "header", head };
	for (size_t tag = 0; tag < KSYM_PARTS; tag++) {
		*part++ = (struct table_part){ part_names[tag], sizes.of[tag] };
		left -= sizes.of[tag];
	}
	*part++ = (struct table_part){ "other", sizes.of[KSYM_PARTS] };
	*part++ = (struct table_part){ "tail", left - sizes.of[KSYM_PARTS] };
	*part = (struct table_part){ 0 };
}

static struct table_fact text_fact(const char *name, const char *text)
{
	struct table_fact fact = { .name = name, .kind = FACT_TEXT };

	(void)snprintf(fact.text, sizeof(fact.text), "%s", text);
	return fact;
}

static struct table_fact count_fact(const char *name, uint64_t count)
{
	return (struct table_fact){ name, FACT_COUNT, .count = count };
}

static struct table_fact flag_fact(const char *name, bool flag)
{
	return (struct table_fact){ name, FACT_FLAG, .flag = flag };
}

static struct table_fact bytes_per_symbol(const struct table *table)
{
	const uint64_t symbols = count(table);
	const uint64_t thousandths =
		symbols > 0 ? (table->used * 1000 + symbols / 2) / symbols : 0;

	return (struct table_fact){ "bytes per symbol", FACT_RATIO,
		.ratio = (double)thousandths / 1000 };
}

/* Adds what the table says of itself; returns where the next fact goes. */
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
	*fact++ = text_fact("build id", text);
	origin_machine(origin, text);
	*fact++ = text_fact("machine", text);
	*fact++ = text_fact("class", origin_class(origin));
	*fact++ = text_fact("byte order", origin_byte_order(origin));
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		*fact++ = flag_fact(
			flags[i].name, (origin->selected & flags[i].flag) != 0);
	}
	*fact++ = count_fact("max name", origin->max_name);
	return fact;
}

static void facts(
	const struct table *table, struct table_fact facts[TABLE_FACTS])
{
	struct table_fact *fact = facts;
	struct origin origin;

	read_origin(table, &origin);
	*fact++ = count_fact("version", table->bytes.data[KSYM_AT_VERSION]);
	*fact++ = bytes_per_symbol(table);
	*fact++ = flag_fact("by-name index", finds_fast(table));
	fact = add_origin(fact, &origin);
	*fact = (struct table_fact){ 0 };
}

const struct table_format compact_format = {
	.name = "compact",
	.magic = "KSYM",
	.typed = true,
	.encode = encode,
	.open = open_table,
	.close = close_table,
	.check = check,
	.begins = begins,
	.count = count,
	.get = get,
	.lookup = lookup,
	.find = find,
	.finds_fast = finds_fast,
	.origin = read_origin,
	.parts = parts,
	.facts = facts,
};
