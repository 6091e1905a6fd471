/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "fuzz.h"

#include <ksym_format.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[96];
static char paths[4][128];

void fuzz_broken(const char *file, int line, const char *what)
{
	fprintf(stderr, "%s:%d: not so: %s\n", file, line, what);
	abort();
}

uint64_t input_number(struct input *in, unsigned int bytes)
{
	uint64_t number = 0;

	for (unsigned int i = 0; i < bytes && in->size > 0; i++) {
		number |= (uint64_t)*in->data++ << 8 * i;
		in->size--;
	}
	return number;
}

char *input_string(struct input *in, size_t size)
{
	const size_t length = size < in->size ? size : in->size;
	char *text = malloc(length + 1);

	PROMISE(text != NULL);
	memcpy(text, in->data, length);
	text[length] = '\0';
	in->data += length;
	in->size -= length;
	return text;
}

static void remove_files(void)
{
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		(void)unlink(paths[i]);
	}
	(void)rmdir(folder);
}

static char *path_of(const char *name)
{
	size_t i = 0;

	if (folder[0] == '\0') {
		const char *place = getenv("TMPDIR");

		(void)snprintf(folder, sizeof(folder), "%s/ksym-fuzz-XXXXXX",
			place != NULL ? place : "/tmp");
		PROMISE(mkdtemp(folder) != NULL);
		(void)atexit(remove_files);
	}
	while (paths[i][0] != '\0' &&
		strcmp(strrchr(paths[i], '/') + 1, name) != 0) {
		i++;
	}
	(void)snprintf(paths[i], sizeof(paths[i]), "%s/%s", folder, name);
	return paths[i];
}

const char *fuzz_file(const char *name, const uint8_t *data, size_t size)
{
	const char *path = path_of(name);
	FILE *stream;

	(void)unlink(path);
	if (data == NULL) {
		return path;
	}
	stream = fopen(path, "wb");
	PROMISE(stream != NULL);
	PROMISE(fwrite(data, 1, size, stream) == size);
	PROMISE(fclose(stream) == 0);
	return path;
}

int fuzz_file_holds(const char *path, const uint8_t *data, size_t size)
{
	FILE *stream = fopen(path, "rb");
	size_t i = 0;
	int c;

	PROMISE(stream != NULL);
	while ((c = getc(stream)) != EOF && i < size && data[i] == c) {
		i++;
	}
	(void)fclose(stream);
	return c == EOF && i == size;
}

/* CRC-32 as FORMAT.md states it, a bit at a time. */
static uint32_t crc(uint32_t sum, const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		sum ^= bytes[i];
		for (int bit = 0; bit < 8; bit++) {
			sum = sum >> 1 ^ (0xedb88320 & (0 - (sum & 1)));
		}
	}
	return sum;
}

static void put(uint8_t *at, uint32_t number)
{
	for (int i = 0; i < 4; i++) {
		at[i] = (uint8_t)(number >> 8 * i);
	}
}

/* Shortens parts that would reach the tail. */
static void fit_parts(uint8_t *table, size_t size)
{
	uint8_t *entry = table + table[KSYM_AT_HEADER_SIZE];
	const size_t parts = table[KSYM_AT_PARTS];
	const size_t end = table[KSYM_AT_HEADER_SIZE] +
			   parts * KSYM_ENTRY_SIZE + KSYM_TAIL;
	uint64_t left = size - end;

	if (end > size) {
		return;
	}
	for (size_t i = 0; i < parts; i++) {
		struct input stated = { entry + 1, 4 };
		const uint64_t part = input_number(&stated, 4);

		if (part > left) {
			put(entry + 1, (uint32_t)left);
		}
		left -= part < left ? part : left;
		entry += KSYM_ENTRY_SIZE;
	}
}

void fuzz_seal(uint8_t *table, size_t size)
{
	uint32_t sum;

	fit_parts(table, size);
	put(table + KSYM_AT_MAGIC, KSYM_MAGIC);
	table[KSYM_AT_LEAST_VERSION] = KSYM_FORMAT_VERSION;
	put(table + KSYM_AT_SIZE, (uint32_t)size);
	sum = crc(UINT32_MAX, table, KSYM_AT_CHECKSUM);
	sum = crc(sum, table + KSYM_AT_COUNT, size - KSYM_AT_COUNT);
	put(table + KSYM_AT_CHECKSUM, ~sum);
}

void fuzz_seal_table(uint8_t *bytes, size_t size)
{
	struct input magic = { bytes + KSYM_AT_MAGIC, 4 };
	struct input stated = { bytes + KSYM_AT_SIZE, 4 };
	uint64_t table;

	if (size < KSYM_HEADER_SIZE || input_number(&magic, 4) != KSYM_MAGIC) {
		return;
	}
	table = input_number(&stated, 4);
	fuzz_seal(bytes,
		table >= KSYM_HEADER_SIZE && table <= size ? table : size);
}
