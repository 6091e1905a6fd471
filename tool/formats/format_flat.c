/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The flat format: an array of struct ksym_flat_symbol for the target, then the
 * names, with absolute addresses throughout.
 */
#include <inttypes.h>
#include <ksym_format.h>
#include <string.h>

#include "table.h"

/* addr, size and name are a word each. */
#define WORDS ((size_t)3)

static bool flat_encode(const struct symbol_list *list,
	const struct table_target *target, struct buffer *out,
	struct error *err)
{
	const struct elf_file *file = target->file;
	size_t word;
	uint64_t name;

	if (file == NULL) {
		return fail(
			err, "a flat table is made for an ELF, expected one");
	}
	word = file->word_size;
	name = target->addr + list->count * WORDS * word;
	for (size_t i = 0; i < list->count; i++) {
		const struct symbol *symbol = &list->symbols[i];
		const uint64_t fields[WORDS] = { symbol->addr, symbol->size,
			name };
		unsigned char entry[WORDS * 8];

		for (size_t f = 0; f < WORDS; f++) {
			elf_file_store(file, entry + f * word, file->word_size,
				fields[f]);
		}
		if (!buffer_append(out, entry, WORDS * word, err)) {
			return false;
		}
		name += strlen(symbol->name) + 1;
	}
	for (size_t i = 0; i < list->count; i++) {
		const char *text = list->symbols[i].name;

		if (strlen(text) > KSYM_NAME_MAX) {
			return fail(err,
				"%s: a name of %zu bytes (%.40s...), expected at most %d; see --max-name",
				file->path, strlen(text), text, KSYM_NAME_MAX);
		}
		if (!buffer_append(out, text, strlen(text) + 1, err)) {
			return false;
		}
	}
	return true;
}

/* A flat table's bytes, where they are linked, and for what ELF. */
struct flat {
	const struct buffer *bytes;
	const struct reservation *reservation;
	const char *path; /* of the file that holds them, for messages */
};

/* Entry I, whose bytes and name must lie within the table. */
static bool read_entry(const struct flat *flat, uint64_t i,
	struct symbol *symbolp, uint64_t *namep, struct error *err)
{
	const struct elf_file *file = flat->reservation->file;
	const unsigned word = file->word_size;
	const unsigned char *entry;
	uint64_t name, most;

	if (i >= flat->bytes->size / (WORDS * word)) {
		return fail(err,
			"%s: entry %" PRIu64 " lies past the table's %zu bytes",
			flat->path, i, flat->bytes->size);
	}
	entry = flat->bytes->data + i * WORDS * word;
	name = elf_file_number(file, entry + 2 * (size_t)word, word) -
	       flat->reservation->addr;
	most = name < flat->bytes->size ? flat->bytes->size - name : 0;
	if (most == 0 ||
		memchr(flat->bytes->data + name, '\0',
			most <= KSYM_NAME_MAX ? most : KSYM_NAME_MAX + 1) ==
			NULL) {
		return fail(err,
			"%s: entry %" PRIu64 " at offset 0x%" PRIx64
			" has its name at 0x%" PRIx64
			", expected a string within the section at 0x%" PRIx64,
			flat->path, i, i * WORDS * word,
			name + flat->reservation->addr,
			flat->reservation->addr);
	}
	*symbolp = (struct symbol){
		.addr = elf_file_number(file, entry, word),
		.size = elf_file_number(file, entry + word, word),
		.name = (const char *)flat->bytes->data + name,
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

/* Reads COUNT entries into table->list; their names stay in the bytes. */
static bool read_entries(struct table *table, const struct flat *flat,
	uint64_t count, struct error *err)
{
	for (uint64_t i = 0; i < count; i++) {
		struct symbol symbol;
		uint64_t name;

		if (!read_entry(flat, i, &symbol, &name, err)) {
			return false;
		}
		if (i > 0 && !ascends(&table->list.symbols[i - 1], &symbol)) {
			return fail(err,
				"%s: entry %" PRIu64 " of the table (0x%" PRIx64
				") is out of order",
				flat->path, i, symbol.addr);
		}
		if (!symbol_list_append(&table->list, &symbol, err)) {
			return false;
		}
		table->used =
			greater(table->used, name + strlen(symbol.name) + 1);
	}
	return true;
}

static bool flat_open(struct table *table,
	const struct reservation *reservation, struct error *err)
{
	const struct flat flat = { &table->bytes, reservation,
		reservation->file->path };
	struct error uncounted;
	uint64_t count;

	/* Nothing says that this is a table, if not its count. */
	if (!reservation_count(reservation, &count, &uncounted)) {
		return fail(err, "%s: section %s holds no table", table->path,
			reservation->section);
	}
	return read_entries(table, &flat, count, err) &&
	       symbol_index_make(&table->index, &table->list, err);
}

/*
 * The number of entries is not in a flat table, but the lowest name begins
 * where the entries end, a linker's padding aside.
 */
static bool flat_check(const struct buffer *bytes,
	const struct reservation *reservation, const char *path,
	uint64_t *countp, struct error *err)
{
	const struct flat flat = { bytes, reservation, path };
	const uint64_t entry = (uint64_t)WORDS * reservation->file->word_size;
	struct table table = { 0 };
	uint64_t lowest = bytes->size, count = 0;
	bool checked;

	while ((count + 1) * entry <= lowest) {
		struct symbol symbol;
		uint64_t name;

		if (!read_entry(&flat, count, &symbol, &name, err)) {
			return false;
		}
		lowest = name < lowest ? name : lowest;
		count++;
	}
	if (lowest < count * entry || lowest - count * entry >= entry ||
		(count == 0 && bytes->size > 0)) {
		return fail(err,
			"%s: %" PRIu64
			" entries, then names at offset 0x%" PRIx64
			", expected the names right behind the entries",
			path, count, lowest);
	}
	checked = read_entries(&table, &flat, count, err);
	table_close(&table);
	*countp = count;
	return checked;
}

static size_t flat_count(const struct table *table)
{
	return table->list.count;
}

static void flat_get(
	const struct table *table, size_t i, struct symbol *symbolp)
{
	*symbolp = table->list.symbols[i];
}

static bool flat_lookup(
	const struct table *table, uint64_t addr, struct symbol *symbolp)
{
	size_t i;

	if (!symbol_index_lookup(&table->index, addr, &i)) {
		return false;
	}
	*symbolp = table->list.symbols[i];
	return true;
}

static bool flat_find(
	const struct table *table, const char *name, size_t from, size_t *ip)
{
	return symbol_index_find(&table->index, name, from, ip);
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
		(uint64_t)table->list.count * WORDS * table->word_size;

	parts[0] = (struct table_part){ "entries", entries };
	parts[1] = (struct table_part){ "names",
		table->used > entries ? table->used - entries : 0 };
	parts[2] = (struct table_part){ 0 };
}

const struct table_format flat_format = {
	.name = "flat",
	.counted = true,
	.encode = flat_encode,
	.open = flat_open,
	.check = flat_check,
	.count = flat_count,
	.get = flat_get,
	.lookup = flat_lookup,
	.find = flat_find,
	.finds_fast = flat_finds_fast,
	.parts = flat_parts,
};
