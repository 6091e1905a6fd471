/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "table.h"

#include <stdlib.h>
#include <string.h>

static const struct table_format *const formats[] = { &flat_format };

const struct table_format *table_format_by_name(const char *name)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		if (strcmp(formats[i]->name, name) == 0) {
			return formats[i];
		}
	}
	return NULL;
}

bool table_open(struct table *table, const struct reservation *reservation,
	struct error *err)
{
	*table = (struct table){ .format = &flat_format,
		.word_size = reservation->file->word_size };
	if (!reservation_read(reservation, &table->bytes, err) ||
		!table->format->open(table, reservation, err)) {
		table_close(table);
		return false;
	}
	return true;
}

void table_close(struct table *table)
{
	symbol_index_free(&table->index);
	symbol_list_free(&table->list);
	free(table->bytes.data);
	*table = (struct table){ 0 };
}
