// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * write_threads: ksym_write gives the same bytes whatever the number of its
 * threads, and in several threads at once. ThreadSanitizer tells of memory that
 * they share. `write_threads none`: the same where no thread can be made.
 */
#include <dlfcn.h>
#include <err.h>
#include <errno.h>
#include <ksym.h>
#include <ksym_write.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#define COUNT   7000 /* more names than one thread takes at a time */
#define FEW     40   /* so few that all settings are tried */
#define THREADS 4
#define LONG    600 /* a name of which no bytes recur: too many tokens */

static char names[COUNT][40], long_name[LONG + 1];
static struct ksym_write_symbol symbols[COUNT];
static const struct ksym_write_function function = { "main", NULL, 0, 1 };
static const struct ksym_write_call call = { KSYM_WRITE_NONE, 0, 0, 0 };
static const char *const file = "main.c";
static struct ksym_write_row rows[COUNT];
static const struct ksym_write_lines lines = { .rows = rows,
	.row_count = COUNT,
	.calls = &call,
	.call_count = 1,
	.functions = &function,
	.function_count = 1,
	.files = &file,
	.file_count = 1 };
static atomic_uint made;
static bool none;

typedef int create(pthread_t *thread, const pthread_attr_t *attributes,
	void *(*run)(void *), void *argument);

/* The library's threads go through it. */
int pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
	void *(*run)(void *), void *argument)
{
	create *real;

	*(void **)&real = dlsym(RTLD_NEXT, "pthread_create");
	atomic_fetch_add(&made, 1);
	return none ? EAGAIN : real(thread, attributes, run, argument);
}

/* What one call of ksym_write tells. */
struct told {
	pthread_t by;
	unsigned percent, times;
};

static void hear(void *context, unsigned percent)
{
	struct told *told = context;

	if (!pthread_equal(pthread_self(), told->by) ||
		percent <= told->percent || percent > 99) {
		errx(1, "%u %% after %u %%", percent, told->percent);
	}
	told->percent = percent;
	told->times++;
}

static struct ksym_written write_table(size_t count, uint32_t threads)
{
	struct told told = { .by = pthread_self() };
	const struct ksym_write_options options = { .by_name = true,
		.threads = threads,
		.progress = hear,
		.progress_context = &told,
		.lines = &lines };
	struct ksym_written out;
	const int status = ksym_write(symbols, count, &options, &out);

	if (status != KSYM_WRITE_OK) {
		errx(1, "%s", ksym_write_strerror(status));
	}
	if (told.times < 4 || told.percent < 80) {
		errx(1, "told %u times, up to %u %%", told.times, told.percent);
	}
	return out;
}

static void *write_few(void *out)
{
	*(struct ksym_written *)out = write_table(FEW, 2);
	return NULL;
}

static void make_symbols(void)
{
	static const char *const words[] = { "page", "lock", "irq", "queue" };
	unsigned state = 1;

	for (unsigned i = 0; i < LONG; i++) {
		state = state * 1103515245 + 12345;
		long_name[i] = (char)('!' + (state >> 16) % 94);
	}
	for (unsigned i = 0; i < COUNT; i++) {
		(void)snprintf(names[i], sizeof(names[i]), "subsystem_%s_%s_%x",
			words[i % 4], words[i / 4 % 4], i * i % 99991);
		symbols[i] = (struct ksym_write_symbol){ 0x8000 + 24u * i,
			8 + i * i % 25, names[i], KSYM_FUNC, 0 };
		rows[i] = (struct ksym_write_row){ symbols[i].addr, 0, 0,
			i * i % 9973 };
	}
	symbols[FEW - 1].name = symbols[COUNT / 2].name = long_name;
}

static void same(
	const struct ksym_written *a, struct ksym_written *b, const char *what)
{
	if (a->size != b->size || memcmp(a->bytes, b->bytes, a->size) != 0) {
		errx(1, "%s: another table", what);
	}
	ksym_write_free(b);
}

/* By 1 thread, which none is made for, and by others. */
static void write_with_each(size_t count)
{
	const unsigned before = made;
	struct ksym_written alone = write_table(count, 1);

	if (made != before) {
		errx(1, "a thread was made for one");
	}
	for (uint32_t threads = 2; threads <= THREADS; threads += 2) {
		struct ksym_written with = write_table(count, threads);

		same(&alone, &with, "with threads");
	}
	if (made == before) {
		errx(1, "no thread was made");
	}
	ksym_write_free(&alone);
}

static void write_at_once(void)
{
	struct ksym_written alone = write_table(FEW, 1), together[THREADS];
	pthread_t threads[THREADS];

	for (int i = 0; i < THREADS; i++) {
		if (pthread_create(
			    &threads[i], NULL, write_few, &together[i]) != 0) {
			errx(2, "no thread");
		}
	}
	for (int i = 0; i < THREADS; i++) {
		(void)pthread_join(threads[i], NULL);
		same(&alone, &together[i], "at once");
	}
	ksym_write_free(&alone);
}

int main(int argc, char **argv)
{
	none = argc > 1 && strcmp(argv[1], "none") == 0;
	make_symbols();
	write_with_each(FEW);
	write_with_each(COUNT);
	if (!none) {
		write_at_once();
	}
	return 0;
}
