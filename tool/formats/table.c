/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "table.h"

#include <inttypes.h>
#include <ksym_format.h>
#include <stdlib.h>
#include <string.h>

static const struct table_format *const formats[] = { &compact_format,
	&flat_format };

const struct table_format *table_format_by_name(const char *name)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		if (strcmp(formats[i]->name, name) == 0) {
			return formats[i];
		}
	}
	return NULL;
}

const struct table_format *table_format_of(const struct buffer *bytes)
{
	static const char magic[4] = "KSYM";

	return bytes->size >= sizeof(magic) &&
			       memcmp(bytes->data, magic, sizeof(magic)) == 0
		       ? &compact_format
		       : &flat_format;
}

bool table_origin(const struct table *table, struct origin *origin)
{
	*origin = (struct origin){ 0 };
	if (table->format->origin == NULL) {
		return false;
	}
	table->format->origin(&table->bytes, origin);
	return true;
}

bool table_is_build(const struct table *table, const void *id, size_t size)
{
	struct origin own, other = { 0 };

	origin_set_id(&other, id, size);
	return !table_origin(table, &own) || origin_same_build(&own, &other);
}

bool table_open(struct table *table, const struct reservation *reservation,
	struct error *err)
{
	*table = (struct table){ .path = reservation->file->path,
		.word_size = reservation->file->word_size };
	if (reservation_read(reservation, &table->bytes, err)) {
		table->format = table_format_of(&table->bytes);
		if (table->format->open(table, reservation, err)) {
			return true;
		}
	}
	table_close(table);
	return false;
}

/* Bytes in an address; 8 where the table does not say. */
static unsigned stated_word_size(const struct table *table)
{
	struct origin origin;

	return table_origin(table, &origin) && origin.class == ELFCLASS32
		       ? sizeof(uint32_t)
		       : sizeof(uint64_t);
}

/* How many bytes are as erasing leaves them. */
static size_t count_erased(const struct buffer *bytes)
{
	size_t count = 0;

	while (count < bytes->size && bytes->data[count] == bytes->data[0] &&
		(bytes->data[0] == 0x00 || bytes->data[0] == 0xff)) {
		count++;
	}
	return count;
}

bool table_is_erased(const struct reservation *reservation)
{
	struct buffer bytes = { 0 };
	struct error ignored;
	const bool erased = reservation_read(reservation, &bytes, &ignored) &&
			    count_erased(&bytes) == bytes.size;

	free(bytes.data);
	return erased;
}

/* A flat table says what it is by its count, and by every entry. */
static bool holds_table(const struct reservation *reservation)
{
	struct error ignored = { 0 };
	struct table table;
	bool held;

	if (!table_open(&table, reservation, &ignored)) {
		return false;
	}
	held = table.format->count(&table) > 0;
	table_close(&table);
	return held;
}

/* ksym_location begins as a compact table does, but for the version. */
static bool begins_compact(const struct buffer *bytes)
{
	return table_format_of(bytes) == &compact_format &&
	       bytes->size > KSYM_AT_VERSION &&
	       bytes->data[KSYM_AT_VERSION] != 0;
}

bool table_may_replace(const struct reservation *reservation, struct error *err)
{
	struct buffer bytes = { 0 };
	size_t erased;
	bool may;

	if (!reservation_read(reservation, &bytes, err)) {
		free(bytes.data);
		return false;
	}
	erased = count_erased(&bytes);
	may = erased == bytes.size || begins_compact(&bytes) ||
	      holds_table(reservation);
	free(bytes.data);
	return may ||
	       fail(err,
		       "%s: section %s holds something at offset 0x%" PRIx64
		       ", expected it erased (all 0x00 or all 0xff) or a table at its start",
		       reservation->file->path, reservation->section,
		       reservation->offset + erased);
}

bool table_open_bytes(struct table *table, const char *path,
	const struct buffer *bytes, struct error *err)
{
	*table = (struct table){
		.path = path, .format = &compact_format, .bytes = *bytes
	};
	if (table->format->open(table, NULL, err)) {
		table->word_size = stated_word_size(table);
		return true;
	}
	table_close(table);
	return false;
}

bool table_open_file(struct table *table, const char *path, struct error *err)
{
	struct buffer bytes = { 0 };

	if (buffer_read_file(&bytes, path, KSYM_SIZE_MAX, err)) {
		return table_open_bytes(table, path, &bytes, err);
	}
	free(bytes.data);
	*table = (struct table){ 0 };
	return false;
}

void table_close(struct table *table)
{
	symbol_index_free(&table->index);
	symbol_list_free(&table->list);
	free(table->bytes.data);
	free(table->name);
	*table = (struct table){ 0 };
}
