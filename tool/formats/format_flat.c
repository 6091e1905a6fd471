/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The flat format: an array of struct ksym_flat_symbol for the target, then the
 * names, with absolute addresses throughout.
 */
#include <inttypes.h>
#include <ksym_format.h>
#include <stdlib.h>
#include <string.h>

#include "core/word.h"
#include "formats.h"
#include "symbols/symbol_index.h"

/* addr, size and name are a word each. */
#define WORDS ((size_t)3)

static bool append_entries(const struct symbol_list *list,
	const struct table_target *target, struct buffer *out,
	struct error *err)
{
	const size_t word = target->word_size;
	uint64_t name = target->addr + list->count * WORDS * word;

	for (size_t i = 0; i < list->count; i++) {
		const struct symbol *symbol = &list->symbols[i];
		const uint64_t fields[WORDS] = { symbol->addr, symbol->size,
			name };
		unsigned char entry[WORDS * 8];

		for (size_t f = 0; f < WORDS; f++) {
			word_store(entry + f * word, target->word_size,
				target->big_endian, fields[f]);
		}
		if (!buffer_append(out, entry, WORDS * word, err)) {
			return false;
		}
		name += strlen(symbol->name) + 1;
	}
	return true;
}

static bool append_names(const struct symbol_list *list,
	const struct table_target *target, struct buffer *out,
	struct error *err)
{
	for (size_t i = 0; i < list->count; i++) {
		const char *text = list->symbols[i].name;

		if (strlen(text) > KSYM_NAME_MAX) {
			return fail(err,
				"%s: a name of %zu bytes (%.40s...), expected at most %d; see --max-name",
				target->path, strlen(text), text,
				KSYM_NAME_MAX);
		}
		if (!buffer_append(out, text, strlen(text) + 1, err)) {
			return false;
		}
	}
	return true;
}

static bool flat_encode(const struct symbol_list *list,
	const struct table_target *target, struct buffer *out,
	struct error *err)
{
	if (target->word_size == 0) {
		return fail(
			err, "a flat table is made for an ELF, expected one");
	}
	return append_entries(list, target, out, err) &&
	       append_names(list, target, out, err);
}

/* An open table. */
struct flat {
	struct symbol_list list; /* the names stay in the table's bytes */
	struct symbol_index index;
};

static uint64_t entry_word(
	const struct table_source *source, const unsigned char *entry, size_t i)
{
	return word_load(entry + i * source->word_size, source->word_size,
		source->big_endian);
}

/* Entry I, whose bytes and name must lie within the table. */
static bool read_entry(const struct buffer *bytes,
	const struct table_source *source, uint64_t i, struct symbol *symbolp,
	uint64_t *namep, struct error *err)
{
	const size_t size = WORDS * source->word_size;
	const unsigned char *entry;
	uint64_t name, left;

	if (i >= bytes->size / size) {
		return fail(err,
			"%s: entry %" PRIu64 " lies past the table's %zu bytes",
			source->path, i, bytes->size);
	}
	entry = bytes->data + i * size;
	name = entry_word(source, entry, 2) - source->addr;
	left = name < bytes->size ? bytes->size - name : 0;
	if (left == 0 ||
		memchr(bytes->data + name, '\0',
			left <= KSYM_NAME_MAX ? left : KSYM_NAME_MAX + 1) ==
			NULL) {
		return fail(err,
			"%s: entry %" PRIu64 " at offset 0x%" PRIx64
			" has its name at 0x%" PRIx64
			", expected a string within the section at 0x%" PRIx64,
			source->path, i, i * size, name + source->addr,
			source->addr);
	}
	*symbolp = (struct symbol){
		.addr = entry_word(source, entry, 0),
		.size = entry_word(source, entry, 1),
		.name = (const char *)bytes->data + name,
	};
	*namep = name;
	return true;
}

static uint64_t greater(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

static bool ascends(const struct symbol *a, const struct symbol *b)
{
	return a->addr < b->addr || (a->addr == b->addr && a->size >= b->size);
}

/* Reads COUNT entries into the list. */
static bool read_entries(struct table *table, const struct table_source *source,
	uint64_t count, struct error *err)
{
	struct flat *flat = table->state;

	for (uint64_t i = 0; i < count; i++) {
		struct symbol symbol;
		uint64_t name;

		if (!read_entry(
			    &table->bytes, source, i, &symbol, &name, err)) {
			return false;
		}
		if (i > 0 && !ascends(&flat->list.symbols[i - 1], &symbol)) {
			return fail(err,
				"%s: entry %" PRIu64 " of the table (0x%" PRIx64
				") is out of order",
				source->path, i, symbol.addr);
		}
		if (!symbol_list_append(&flat->list, &symbol, err)) {
			return false;
		}
		table->used =
			greater(table->used, name + strlen(symbol.name) + 1);
	}
	return true;
}

/*
 * The number of entries is not in a flat table, but the lowest name begins
 * where the entries end, a linker's padding aside.
 */
static bool count_entries(const struct buffer *bytes,
	const struct table_source *source, uint64_t *countp, struct error *err)
{
	const uint64_t entry = (uint64_t)WORDS * source->word_size;
	uint64_t lowest = bytes->size, count = 0;

	while ((count + 1) * entry <= lowest) {
		struct symbol symbol;
		uint64_t name;

		if (!read_entry(bytes, source, count, &symbol, &name, err)) {
			return false;
		}
		lowest = name < lowest ? name : lowest;
		count++;
	}
	*countp = count;
	return (lowest >= count * entry && lowest - count * entry < entry &&
		       (count > 0 || bytes->size == 0)) ||
	       fail(err,
		       "%s: %" PRIu64
		       " entries, then names at offset 0x%" PRIx64
		       ", expected the names right behind the entries",
		       source->path, count, lowest);
}

static bool flat_open(struct table *table, const struct table_source *source,
	struct error *err)
{
	uint64_t count = source->count;
	struct flat *flat;

	if (source->word_size == 0) {
		return fail(err,
			"%s: not a compact table, and a flat one is read from its ELF alone",
			source->path);
	}
	flat = calloc(1, sizeof(*flat));
	if (flat == NULL) {
		return fail(err, "out of memory");
	}
	table->state = flat;
	return (source->has_count ||
		       count_entries(&table->bytes, source, &count, err)) &&
	       read_entries(table, source, count, err) &&
	       symbol_index_make(&flat->index, &flat->list, err);
}

static void flat_close(struct table *table)
{
	struct flat *flat = table->state;

	symbol_index_free(&flat->index);
	symbol_list_free(&flat->list);
	free(flat);
}

static const struct flat *flat_of(const struct table *table)
{
	return table->state;
}

static size_t flat_count(const struct table *table)
{
	return flat_of(table)->list.count;
}

static void flat_get(
	const struct table *table, size_t i, struct symbol *symbolp)
{
	*symbolp = flat_of(table)->list.symbols[i];
}

static bool flat_lookup(
	const struct table *table, uint64_t addr, struct symbol *symbolp)
{
	size_t i;

	if (!symbol_index_lookup(&flat_of(table)->index, addr, &i)) {
		return false;
	}
	*symbolp = flat_of(table)->list.symbols[i];
	return true;
}

static bool flat_find(
	const struct table *table, const char *name, size_t from, size_t *ip)
{
	return symbol_index_find(&flat_of(table)->index, name, from, ip);
}

static bool flat_finds_fast(const struct table *table)
{
	(void)table;
	return true;
}

static void flat_parts(
	const struct table *table, struct table_part parts[TABLE_PARTS])
{
	const uint64_t entries =
		(uint64_t)flat_count(table) * WORDS * table->word_size;

	parts[0] = (struct table_part){ "entries", entries };
	parts[1] = (struct table_part){ "names",
		table->used > entries ? table->used - entries : 0 };
	parts[2] = (struct table_part){ 0 };
}

const struct table_format flat_format = {
	.name = "flat",
	.needs_count = true,
	.encode = flat_encode,
	.open = flat_open,
	.close = flat_close,
	.count = flat_count,
	.get = flat_get,
	.lookup = flat_lookup,
	.find = flat_find,
	.finds_fast = flat_finds_fast,
	.parts = flat_parts,
};
