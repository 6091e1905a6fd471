/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Damages a table in all kinds of ways and asks everything of it; to be run
 * under the sanitizers, from which no read outside the table is hidden.
 *
 *	damage TABLE TIMES
 */
#include <ksym.h>
#include <ksym_format.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t state = 2463534242u;

static uint32_t next_random(void)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

static size_t put_length;

static void put(void *context, const char *piece, size_t length)
{
	(void)context;
	for (size_t i = 0; i < length; i++) {
		put_length += (unsigned char)piece[i];
	}
}

static void ask(struct ksym_table *t, const char *name)
{
	static const size_t sizes[] = { 0, 1, 2, 17, 300, 70000 };
	struct ksym_symbol symbol = { 0 };
	const size_t size = sizes[next_random() % 6];
	char *buf = malloc(size > 0 ? size : 1);
	uint64_t addr = 0x1000 +
			(next_random() % 4 == 0 ? (uint64_t)next_random() << 20
						: next_random() % 4000000);

	symbol.index = next_random() % (t->count + 2);
	(void)ksym_name(t, &symbol, buf, size);
	(void)ksym_put(t, &symbol, put, NULL);
	(void)ksym_get(t, symbol.index, &symbol);
	(void)ksym_lookup(t, addr, &symbol);
	(void)ksym_format(t, addr, buf, size);
	(void)ksym_next_to(t, addr, &symbol);
	if (t->count < 2000 || t->sizes[KSYM_PART_INDEX] > 0) {
		(void)ksym_find(t, name, &symbol);
	}
	if (t->count < 2000) {
		symbol.index = next_random() % (t->count + 1);
		(void)ksym_find_next(t, &symbol);
	}
	free(buf);
}

static void damage(unsigned char *b, size_t size)
{
	const size_t header = 32 + 50;
	const uint32_t times = next_random() % 5;

	for (uint32_t i = 0; i < times; i++) {
		const size_t at =
			next_random() % 2 == 0
				? next_random() %
					  (size < header ? size : header)
				: next_random() % size;

		if (at >= KSYM_AT_SIZE + 4 || next_random() % 20 == 0) {
			b[at] = next_random() % 4 == 0
					? 0xff
					: (unsigned char)next_random();
		}
	}
}

int main(int argc, char **argv)
{
	const long times = argc > 2 ? strtol(argv[2], NULL, 10) : 1000;
	FILE *stream = argc > 1 ? fopen(argv[1], "r") : NULL;
	unsigned char *whole = malloc(1 << 24);
	long opened = 0;
	size_t size;

	if (stream == NULL) {
		errx(2, "damage TABLE TIMES");
	}
	size = fread(whole, 1, 1 << 24, stream);
	for (long i = 0; i < times; i++) {
		const size_t cut =
			next_random() % 50 == 0 ? next_random() % size : size;
		unsigned char *b = malloc(cut > 0 ? cut : 1);
		struct ksym_table t;

		memcpy(b, whole, cut);
		if (cut > 0) {
			damage(b, cut);
		}
		if (ksym_open(&t, b, cut) == 0) {
			opened++;
		}
		for (int k = 0; k < 20; k++) {
			ask(&t, "gic_handle_irq");
		}
		if (size < 40000 && i % 16 == 0 && t.count < 2000) {
			(void)ksym_check(&t);
		}
		free(b);
	}
	printf("%ld tables, %ld opened\n", times, opened);
	free(whole);
	return fclose(stream);
}
