// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * write_threads: ksym_write in several threads at once gives the same bytes in
 * each as alone. ThreadSanitizer tells of memory that they share.
 */
#include <err.h>
#include <ksym.h>
#include <ksym_write.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#define COUNT   3000
#define THREADS 4

static char names[COUNT][32];
static struct ksym_write_symbol symbols[COUNT];

static void *write_table(void *argument)
{
	const struct ksym_write_options options = { .by_name = true };
	struct ksym_written *out = argument;
	const int status = ksym_write(symbols, COUNT, &options, out);

	if (status != KSYM_WRITE_OK) {
		errx(1, "%s", ksym_write_strerror(status));
	}
	return NULL;
}

static void make_symbols(void)
{
	static const char *const words[] = { "page", "lock", "irq", "queue" };

	for (unsigned i = 0; i < COUNT; i++) {
		(void)snprintf(names[i], sizeof(names[i]), "%s_%s_%x",
			words[i % 4], words[i / 4 % 4], i * i % 997);
		symbols[i] = (struct ksym_write_symbol){ 0x8000 + 24u * i,
			8 + i * i % 25, names[i], KSYM_FUNC, 0 };
	}
}

int main(void)
{
	struct ksym_written alone, together[THREADS];
	pthread_t threads[THREADS];

	make_symbols();
	(void)write_table(&alone);
	for (int i = 0; i < THREADS; i++) {
		if (pthread_create(&threads[i], NULL, write_table,
			    &together[i]) != 0) {
			errx(2, "no thread");
		}
	}
	for (int i = 0; i < THREADS; i++) {
		(void)pthread_join(threads[i], NULL);
		if (together[i].size != alone.size ||
			memcmp(together[i].bytes, alone.bytes, alone.size) !=
				0) {
			errx(1, "thread %d made another table", i);
		}
		ksym_write_free(&together[i]);
	}
	ksym_write_free(&alone);
	return 0;
}
