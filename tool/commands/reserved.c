/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "reserved.h"

#include <inttypes.h>
#include <stdlib.h>

/* Where BYTES, the reservation's, are from: all that a format may ask. */
static bool find_source(const struct reservation *reservation,
	const struct buffer *bytes, struct table_source *source)
{
	struct error uncounted;

	*source = (struct table_source){ .path = reservation->file->path,
		.addr = reservation->addr,
		.word_size = reservation->file->word_size,
		.big_endian = reservation->file->big_endian,
		.has_count = table_format_of(bytes)->needs_count };
	return !source->has_count ||
	       reservation_count(reservation, &source->count, &uncounted);
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

/* Nothing says that a flat table is one, if not its count. */
static bool fail_none(const struct reservation *reservation,
	const struct buffer *bytes, struct error *err)
{
	const char *const path = reservation->file->path;

	return count_erased(bytes) == bytes->size
		       ? fail(err,
				 "%s: section %s holds no table: ksym embed %s first",
				 path, reservation->section, path)
		       : fail(err,
				 "%s: section %s holds something else, expected a table",
				 path, reservation->section);
}

bool reserved_open(const struct reservation *reservation, struct table *table,
	struct error *err)
{
	struct buffer bytes = { 0 };
	struct table_source source;

	if (!reservation_read(reservation, &bytes, err) ||
		(!find_source(reservation, &bytes, &source) &&
			!fail_none(reservation, &bytes, err))) {
		free(bytes.data);
		return false;
	}
	return table_open(table, table_format_of(&bytes), &bytes, &source, err);
}

bool reserved_is_erased(
	const struct reservation *reservation, bool *erasedp, struct error *err)
{
	struct buffer bytes = { 0 };
	const bool read = reservation_read(reservation, &bytes, err);

	*erasedp = read && count_erased(&bytes) == bytes.size;
	free(bytes.data);
	return read;
}

bool reserved_may_be_replaced(
	const struct reservation *reservation, struct error *err)
{
	struct buffer bytes = { 0 };
	struct table_source source;
	size_t erased;
	bool may;

	if (!reservation_read(reservation, &bytes, err)) {
		free(bytes.data);
		return false;
	}
	erased = count_erased(&bytes);
	may = erased == bytes.size ||
	      (find_source(reservation, &bytes, &source) &&
		      table_is_begun(&bytes, &source));
	free(bytes.data);
	return may ||
	       fail(err,
		       "%s: section %s holds something at offset 0x%" PRIx64
		       ", expected it erased (all 0x00 or all 0xff) or a table at its start",
		       reservation->file->path, reservation->section,
		       reservation->offset + erased);
}
