// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * encode LISTING TABLE [by-name] [starved]: the encoder alone, so that it runs
 * on machines and with sanitizers that lack the command's libraries. Writes the
 * table of LISTING, or an error if the encoder refuses it. Starved, it first
 * fails the first allocation, then the second, and so on to the last, some of
 * those in the middle left out, alone and with threads: the encoder must report
 * each.
 */
#include "listing.h"

#include <err.h>
#include <ksym_format.h>
#include <ksym_write.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Allocations that succeed before one fails, in whichever thread. */
static atomic_size_t allowance = SIZE_MAX;

static bool may_allocate(void)
{
	return atomic_fetch_sub(&allowance, 1) > 0;
}

/* The linker's --wrap has the encoder call these. */
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);

void *__wrap_calloc(size_t count, size_t size)
{
	/* For nothing, NULL, as some C libraries do (C11, 7.22.3). */
	return count > 0 && may_allocate() ? __real_calloc(count, size) : NULL;
}

void *__wrap_realloc(void *memory, size_t size)
{
	return may_allocate() ? __real_realloc(memory, size) : NULL;
}

/* The listing as the encoder takes it; a sanitizer sees where each name ends. */
static struct ksym_write_symbol *symbols_of(const struct listing *listing)
{
	struct ksym_write_symbol *symbols =
		calloc(listing->count + 1, sizeof(*symbols));

	if (symbols == NULL) {
		err(2, "symbols");
	}
	for (uint32_t i = 0; i < listing->count; i++) {
		symbols[i] = (struct ksym_write_symbol){
			.addr = listing->symbols[i].addr,
			.size = listing->symbols[i].size,
			.name = strdup(listing->symbols[i].name),
			.type = listing->symbols[i].type,
			.flags = listing->symbols[i].flags,
		};
		if (symbols[i].name == NULL) {
			err(2, "names");
		}
	}
	return symbols;
}

/* Allocations, the first and the last, of which each fails, alone and with
 * threads; and of the others as many or fewer. */
#define EDGE         48
#define EDGE_THREADS 16
#define MIDDLE       16

/* Fails the allocation that comes after so many. */
static void starve_at(const struct ksym_write_symbol *symbols, size_t count,
	const struct ksym_write_options *options, size_t allowed)
{
	struct ksym_written out;
	int status;

	allowance = allowed;
	status = ksym_write(symbols, count, options, &out);
	allowance = SIZE_MAX;
	if (status != KSYM_WRITE_MEMORY || out.bytes != NULL) {
		errx(1, "after %zu allocations: '%s'", allowed,
			ksym_write_strerror(status));
	}
}

/* Returns how many allocations there are. */
static size_t starve(const struct ksym_write_symbol *symbols, size_t count,
	const struct ksym_write_options *options)
{
	const size_t edge = options->threads > 1 ? EDGE_THREADS : EDGE;
	struct ksym_written out;
	size_t total;

	allowance = SIZE_MAX;
	if (ksym_write(symbols, count, options, &out) != KSYM_WRITE_OK) {
		errx(1, "refused");
	}
	ksym_write_free(&out);
	total = SIZE_MAX - allowance;
	for (size_t i = 0; i < total; i++) {
		if (i < edge || i % (total / MIDDLE + 1) == 0 ||
			total - i <= edge) {
			starve_at(symbols, count, options, i);
		}
	}
	return total;
}

static void save(const struct ksym_written *table, const char *path)
{
	FILE *file = fopen(path, "wb");

	if (file == NULL ||
		fwrite(table->bytes, 1, table->size, file) != table->size ||
		fclose(file) != 0) {
		err(2, "%s", path);
	}
}

int main(int argc, char **argv)
{
	struct ksym_write_options options = { .selected = KSYM_SELECTED_MAP };
	bool starved = false;
	struct listing listing;
	struct ksym_write_symbol *symbols;
	struct ksym_written out;
	int status;

	if (argc < 3) {
		errx(2, "usage: encode LISTING TABLE [by-name] [starved]");
	}
	for (int i = 3; i < argc; i++) {
		options.by_name |= strcmp(argv[i], "by-name") == 0;
		starved |= strcmp(argv[i], "starved") == 0;
	}
	listing_read(argv[1], &listing);
	symbols = symbols_of(&listing);
	if (starved) {
		options.threads = 3;
		(void)starve(symbols, listing.count, &options);
		options.threads = 1;
		printf("%zu allocations\n",
			starve(symbols, listing.count, &options));
	}
	status = ksym_write(symbols, listing.count, &options, &out);
	if (status == KSYM_WRITE_OK) {
		save(&out, argv[2]);
	} else {
		printf("%s\n", ksym_write_strerror(status));
	}
	ksym_write_free(&out);
	for (size_t i = 0; i < listing.count; i++) {
		free((char *)(uintptr_t)symbols[i].name);
	}
	free(symbols);
	listing_free(&listing);
	return 0;
}
