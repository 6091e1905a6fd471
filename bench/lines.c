/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * lines QUESTION PROBES TABLE
 *
 * Prints how many 64-byte lines of the table a probe reads, the mean and the
 * most, and then the addresses of the probes that load most often, the longest
 * ones: among them is likely the one of the most instructions. The library is
 * compiled for ThreadSanitizer, which calls a function at each load; those
 * functions stand here, in place of its own library.
 */
#include <err.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "cache.h"
#include "ours.h"
#include "questions.h"

static const char *first_byte;
static size_t table_size;
static uint32_t *touched; /* of each line, the last probe that read it, from 1 */
static uint32_t asked, count, loads;

#define LONGEST 64

/* The most loads first. */
static struct {
	uint64_t addr;
	uint32_t loads;
} longest[LONGEST];

static void touch(const void *address, size_t size)
{
	/* Of another object the distance is larger than the table. */
	const size_t at = (uintptr_t)address - (uintptr_t)first_byte;

	loads++;
	if (at >= table_size) {
		return;
	}
	for (size_t line = at / CACHE_LINE;
		line <= (at + size - 1) / CACHE_LINE; line++) {
		count += touched[line] != asked;
		touched[line] = asked;
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

/* Keeps it where it is one of the longest. */
static void keep(uint64_t addr)
{
	size_t i = LONGEST - 1;

	if (loads <= longest[i].loads) {
		return;
	}
	for (; i > 0 && longest[i - 1].loads < loads; i--) {
		longest[i] = longest[i - 1];
	}
	longest[i].addr = addr;
	longest[i].loads = loads;
}

static void print(double mean, uint32_t most)
{
	printf("%.4f %" PRIu32, mean, most);
	for (size_t i = 0; i < LONGEST && longest[i].loads > 0; i++) {
		printf(" %" PRIx64, longest[i].addr);
	}
	printf("\n");
}

int main(int argc, char **argv)
{
	struct ksym_table table;
	struct probes probes, probe = { .count = 1 };
	uint64_t sum = 0;
	uint32_t most = 0;
	question *ask;

	if (argc != 4) {
		errx(2, "usage: lines symbol|name|find|lines PROBES TABLE");
	}
	ask = question_of(argv[1]);
	questions_read(argv[2], &probes);
	ours_read(argv[3], &table);
	first_byte = (const char *)table.bytes;
	table_size = table.size;
	touched = calloc(table_size / CACHE_LINE + 1, sizeof(*touched));
	if (touched == NULL) {
		err(1, "lines");
	}
	for (asked = 1; asked <= probes.count; asked++) {
		count = loads = 0;
		probe.probes = &probes.probes[asked - 1];
		(void)questions_ask(ask, &table, &probe);
		sum += count;
		most = count > most ? count : most;
		keep(probe.probes->addr);
	}
	print((double)sum / probes.count, most);
	free(touched);
	return 0;
}
