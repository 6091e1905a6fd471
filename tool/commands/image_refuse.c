/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "image_refuse.h"

#include <inttypes.h>
#include <ksym.h>
#include <ksym_format.h>
#include <stdlib.h>
#include <string.h>

#include "core/buffer.h"
#include "core/system.h"
#include "report.h"

/* The first place that can be opened as a table; NULL: there is none. */
static const unsigned char *search_table(
	const struct buffer *bytes, struct ksym_table *table)
{
	static const char magic[4] = "KSYM";
	const unsigned char *at = bytes->data;
	const unsigned char *const end = at + bytes->size;

	while ((at = system_find(at, (size_t)(end - at), magic,
			sizeof(magic))) != NULL) {
		if (ksym_open(table, at, (size_t)(end - at)) == 0) {
			return at;
		}
		at++;
	}
	return NULL;
}

bool image_refuse(const char *path, struct error *err)
{
	static const char help[] =
		"if it is a raw image, give the ELF that it came from (and see ksym verify --image)";
	struct buffer bytes = { 0 };
	struct ksym_table table;
	const unsigned char *at;

	if (!buffer_read_file(&bytes, path, KSYM_SIZE_MAX, err)) {
		free(bytes.data);
		return false;
	}
	at = bytes.size > 0 ? search_table(&bytes, &table) : NULL;
	if (at == NULL) {
		(void)fail(err,
			"%s: not an ELF and not a table, and has no table in it; %s",
			path, help);
	} else {
		(void)fail(err,
			"%s: not an ELF and not a table, but has one of %" PRIu32
			" symbol%s%s at offset 0x%" PRIx64 "; %s",
			path, ksym_count(&table),
			report_plural(ksym_count(&table)),
			ksym_check(&table) == 0 ? "" : ", which is damaged,",
			(uint64_t)(at - bytes.data), help);
	}
	free(bytes.data);
	return false;
}
