/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What a compact table says of itself. */
#include <ksym.h>
#include <ksym_format.h>
#include <stdio.h>

#include "compact.h"
#include "core/word.h"
#include "table.h"

void compact_origin(const struct table *table, struct origin *origin)
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
	id_size = ksym_build_id(
		compact_opened(table), origin->id, sizeof(origin->id));
	origin->id_size = id_size > 0 ? (size_t)id_size : 0;
}

/* The parts, by tag; none as what the table says of itself. */
static const char *const part_names[KSYM_PARTS_ALL] = {
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
	[KSYM_PART_LINES_SETTINGS] = "settings of lines",
	[KSYM_PART_LINES_INDEX] = "index of lines",
	[KSYM_PART_LINES_CODES] = "codes of lines",
	[KSYM_PART_LINES_SHAPES] = "shapes of lines",
	[KSYM_PART_LINES_FUNCTIONS] = "functions of lines",
	[KSYM_PART_LINES_STREAM] = "stream of lines",
};

/* Bytes of the parts by tag; the last of what has a tag that is not known. */
struct part_sizes {
	uint64_t of[KSYM_PARTS_ALL + 1];
	uint64_t at[KSYM_PARTS_ALL + 1]; /* where the last one of a tag begins */
};

/* Bytes of header and directory. */
static uint64_t head_size(const struct table *table)
{
	const unsigned char *b = table->bytes.data;

	return b[KSYM_AT_HEADER_SIZE] +
	       (uint64_t)KSYM_ENTRY_SIZE * b[KSYM_AT_PARTS];
}

/* ksym_open has seen that the directory lies in the table. */
static struct part_sizes read_parts(const struct table *table)
{
	const unsigned char *b = table->bytes.data;
	const unsigned char *entry = b + b[KSYM_AT_HEADER_SIZE];
	uint64_t at = head_size(table);
	struct part_sizes sizes = { .of = { 0 } };

	for (unsigned left = b[KSYM_AT_PARTS]; left > 0; left--) {
		const unsigned tag =
			entry[0] < KSYM_PARTS_ALL ? entry[0] : KSYM_PARTS_ALL;

		const uint64_t size = word_load(entry + 1, 4, false);

		sizes.of[tag] += size;
		sizes.at[tag] = at;
		at += size;
		entry += KSYM_ENTRY_SIZE;
	}
	return sizes;
}

bool compact_finds_fast(const struct table *table)
{
	return read_parts(table).of[KSYM_PART_INDEX] != 0;
}

void compact_parts(
	const struct table *table, struct table_part parts[TABLE_PARTS])
{
	const struct part_sizes sizes = read_parts(table);
	const uint64_t head = head_size(table);
	uint64_t left = table->used - head;
	/* Of a table without lines theirs are not told. */
	const size_t tags =
		table_lines(table) != LINES_OFF ? KSYM_PARTS_ALL : KSYM_PARTS;
	struct table_part *part = parts;

	*part++ = (struct table_part){ "header", head };
	for (size_t tag = 0; tag < tags; tag++) {
		*part++ = (struct table_part){ part_names[tag], sizes.of[tag] };
		left -= sizes.of[tag];
	}
	*part++ = (struct table_part){ "other", sizes.of[KSYM_PARTS_ALL] };
	*part++ =
		(struct table_part){ "tail", left - sizes.of[KSYM_PARTS_ALL] };
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
	const uint64_t symbols = ksym_count(compact_opened(table));
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

/* Adds which lines there are, and how many. */
static struct table_fact *add_lines(
	struct table_fact *fact, const struct table *table)
{
	const enum lines_mode mode = table_lines(table);
	const unsigned char *settings =
		table->bytes.data +
		read_parts(table).at[KSYM_PART_LINES_SETTINGS];

	*fact++ = text_fact("lines", lines_mode_name(mode));
	if (mode != LINES_OFF) {
		*fact++ = count_fact("rows of lines",
			word_load(settings + KSYM_LINES_ROWS, 4, false));
	}
	if (mode == LINES_CALLS) {
		*fact++ = count_fact("functions with all rows",
			word_load(settings + KSYM_LINES_WHOLE, 4, false));
	}
	return fact;
}

void compact_facts(
	const struct table *table, struct table_fact facts[TABLE_FACTS])
{
	struct table_fact *fact = facts;
	struct origin origin;

	compact_origin(table, &origin);
	*fact++ = count_fact("version", table->bytes.data[KSYM_AT_VERSION]);
	*fact++ = bytes_per_symbol(table);
	*fact++ = flag_fact("by-name index", compact_finds_fast(table));
	fact = add_origin(fact, &origin);
	fact = add_lines(fact, table);
	*fact = (struct table_fact){ 0 };
}
