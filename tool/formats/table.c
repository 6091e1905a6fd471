/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "table.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "formats.h"

/* The one that has no magic number comes last. */
static const struct table_format *const formats[] = { &compact_format,
	&flat_format };

#define FORMATS (sizeof(formats) / sizeof(formats[0]))

const struct table_format *table_format_default(void)
{
	return formats[0];
}

const struct table_format *table_format_by_name(const char *name)
{
	for (size_t i = 0; i < FORMATS; i++) {
		if (strcmp(formats[i]->name, name) == 0) {
			return formats[i];
		}
	}
	return NULL;
}

static bool begins_with(const struct buffer *bytes, const char *magic)
{
	const size_t length = strlen(magic);

	return bytes->size >= length && memcmp(bytes->data, magic, length) == 0;
}

const struct table_format *table_format_of(const struct buffer *bytes)
{
	for (size_t i = 0; i < FORMATS - 1; i++) {
		if (begins_with(bytes, formats[i]->magic)) {
			return formats[i];
		}
	}
	return formats[FORMATS - 1];
}

const char *lines_mode_name(enum lines_mode mode)
{
	static const char *const names[] = {
		[LINES_OFF] = "off",
		[LINES_CALLS] = "calls",
		[LINES_FULL] = "full",
	};

	return names[mode];
}

enum lines_mode table_lines(const struct table *table)
{
	return table->format->lines != NULL ? table->format->lines(table)
					    : LINES_OFF;
}

bool table_origin(const struct table *table, struct origin *origin)
{
	*origin = (struct origin){ 0 };
	if (table->format->origin == NULL) {
		return false;
	}
	table->format->origin(table, origin);
	return true;
}

bool table_is_build(const struct table *table, const void *id, size_t size)
{
	struct origin own, other = { 0 };

	origin_set_id(&other, id, size);
	return !table_origin(table, &own) || origin_same_build(&own, &other);
}

/* Bytes in an address; 8 where the table does not say. */
static unsigned stated_word_size(const struct table *table)
{
	struct origin origin;

	return table_origin(table, &origin) && origin.class == ELFCLASS32
		       ? sizeof(uint32_t)
		       : sizeof(uint64_t);
}

bool table_open(struct table *table, const struct table_format *format,
	struct buffer *bytes, const struct table_source *source,
	struct error *err)
{
	*table = (struct table){ .format = format,
		.path = source->path,
		.word_size = source->word_size,
		.bytes = *bytes };
	*bytes = (struct buffer){ 0 };
	if (!format->open(table, source, err)) {
		table_close(table);
		return false;
	}
	if (table->word_size == 0) {
		table->word_size = stated_word_size(table);
	}
	return true;
}

bool table_check(const struct table *table, struct error *err)
{
	return table->format->check == NULL || table->format->check(table, err);
}

bool table_is_begun(struct buffer *bytes, const struct table_source *source)
{
	const struct table_format *format = table_format_of(bytes);
	struct error ignored = { 0 };
	struct table table;
	bool begun;

	if (format->begins != NULL) {
		return format->begins(bytes);
	}
	if (!table_open(&table, format, bytes, source, &ignored)) {
		return false;
	}
	begun = format->count(&table) > 0;
	table_close(&table);
	return begun;
}

void table_close(struct table *table)
{
	if (table->state != NULL) {
		table->format->close(table);
	}
	free(table->bytes.data);
	*table = (struct table){ 0 };
}
