/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * lines QUESTION PROBES TABLE
 *
 * Prints how many 64-byte lines of the table a probe reads, the mean and the
 * most. The library is compiled for ThreadSanitizer, which calls a function at
 * each load; those functions stand here, in place of its own library.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cache.h"
#include "ours.h"
#include "questions.h"

/* A name of 65,535 bytes is read from fewer. */
#define LINES_MAX 8192

static const char *first_byte;
static size_t table_size;
static size_t touched[LINES_MAX];
static uint32_t count;

static void touch(const void *address, size_t size)
{
	/* Of another object the distance is larger than the table. */
	const size_t at = (uintptr_t)address - (uintptr_t)first_byte;

	if (at >= table_size) {
		return;
	}
	for (size_t line = at / CACHE_LINE;
		line <= (at + size - 1) / CACHE_LINE; line++) {
		uint32_t i = 0;

		while (i < count && touched[i] != line) {
			i++;
		}
		if (i == LINES_MAX) {
			errx(1, "a probe reads more than %d lines", LINES_MAX);
		}
		touched[i] = line;
		count += i == count;
	}
}

/* What gcc and clang call; a write or a volatile read is none of the table's. */
#define READ(name, size) \
	void name(const void *address); \
	void name(const void *address) \
	{ \
		touch(address, size); \
	}
#define IGNORE(name) \
	void name(void *address); \
	void name(void *address) \
	{ \
		(void)address; \
	}

READ(__tsan_read1, 1)
READ(__tsan_read2, 2)
READ(__tsan_read4, 4)
READ(__tsan_read8, 8)
READ(__tsan_read16, 16)
READ(__tsan_unaligned_read2, 2)
READ(__tsan_unaligned_read4, 4)
READ(__tsan_unaligned_read8, 8)
READ(__tsan_unaligned_read16, 16)
IGNORE(__tsan_write1)
IGNORE(__tsan_write2)
IGNORE(__tsan_write4)
IGNORE(__tsan_write8)
IGNORE(__tsan_write16)
IGNORE(__tsan_unaligned_write2)
IGNORE(__tsan_unaligned_write4)
IGNORE(__tsan_unaligned_write8)
IGNORE(__tsan_unaligned_write16)
IGNORE(__tsan_func_entry)
IGNORE(__tsan_func_exit)
IGNORE(__tsan_init)

void __tsan_read_range(const void *address, size_t size);
void __tsan_read_range(const void *address, size_t size)
{
	if (size > 0) {
		touch(address, size);
	}
}

void __tsan_write_range(void *address, size_t size);
void __tsan_write_range(void *address, size_t size)
{
	(void)address;
	(void)size;
}

int main(int argc, char **argv)
{
	struct ksym_table table;
	struct probes probes, probe = { .count = 1 };
	uint64_t sum = 0;
	uint32_t most = 0;
	question *ask;

	if (argc != 4) {
		errx(2, "usage: lines symbol|name|find PROBES TABLE");
	}
	ask = question_of(argv[1]);
	questions_read(argv[2], &probes);
	ours_read(argv[3], &table);
	first_byte = (const char *)table.bytes;
	table_size = table.size;
	for (uint32_t i = 0; i < probes.count; i++) {
		count = 0;
		probe.probes = &probes.probes[i];
		(void)questions_ask(ask, &table, &probe);
		sum += count;
		most = count > most ? count : most;
	}
	printf("%.4f %u\n", (double)sum / probes.count, most);
	return 0;
}
