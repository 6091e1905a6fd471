/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Reads a list (a line a symbol: address, size, type, flags, name), makes a
 * table, checks every answer of it against the list, and prints its parts.
 *
 *	measure [-b] [-n COUNT] [-o TABLE] LIST
 *	measure -q lookup|name|find|none -n TIMES TABLE   (for callgrind)
 */
#include <err.h>
#include <ksym.h>
#include <ksym_format.h>
#include <ksym_write.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static double cpu(void)
{
	struct rusage use;

	getrusage(RUSAGE_SELF, &use);
	return (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) +
	       (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6;
}

static char *read_file(const char *path, size_t *sizep)
{
	FILE *stream = fopen(path, "r");
	char *text = NULL;
	size_t size = 0, capacity = 0, got;

	if (stream == NULL) {
		err(1, "%s", path);
	}
	do {
		capacity = capacity * 2 + 65536;
		text = realloc(text, capacity + 1);
		got = fread(text + size, 1, capacity - size, stream);
		size += got;
	} while (got > 0);
	(void)fclose(stream);
	text[size] = 0;
	*sizep = size;
	return text;
}

static struct ksym_write_symbol *read_list(char *text, size_t *countp)
{
	struct ksym_write_symbol *symbols = NULL;
	size_t count = 0, capacity = 0;

	while (*text != 0) {
		char *end = strchr(text, '\n');

		*end = 0;
		if (count == capacity) {
			capacity = capacity * 2 + 1024;
			symbols = reallocarray(
				symbols, capacity, sizeof(*symbols));
		}
		symbols[count].addr = strtoull(text, &text, 16);
		symbols[count].size = strtoull(text, &text, 16);
		symbols[count].type = (uint8_t)strtoul(text, &text, 10);
		symbols[count].flags = (uint8_t)strtoul(text, &text, 10);
		symbols[count++].name = text + 1;
		text = end + 1;
	}
	*countp = count;
	return symbols;
}

/* COUNT symbols: stretches of 250 neighbours from all over, moved together. */
static void stretch(
	struct ksym_write_symbol *symbols, size_t *countp, size_t count)
{
	const size_t pieces = count / 250 > 0 ? count / 250 : 1;
	const size_t length = count / pieces;
	struct ksym_write_symbol *made = calloc(count, sizeof(*made));
	uint64_t base = symbols[0].addr;
	size_t n = 0;

	for (size_t i = 0; i < pieces; i++) {
		const size_t first = i * *countp / pieces;

		for (size_t k = 0; k < length; k++) {
			made[n] = symbols[first + k];
			made[n++].addr += base - symbols[first].addr;
		}
		base = made[n - 1].addr +
		       (made[n - 1].size > 16 ? made[n - 1].size : 16);
		base += -base % 16;
	}
	memcpy(symbols, made, n * sizeof(*made));
	free(made);
	*countp = n;
}

#define CHECK(what) \
	do { \
		if (!(what)) { \
			errx(1, "symbol %zu (%s): %s", i, s->name, #what); \
		} \
	} while (0)

/* The owner of an address by the rule itself: greatest start, smallest size,
 * last. */
static const struct ksym_write_symbol *owner(
	const struct ksym_write_symbol *symbols, size_t count, size_t near,
	uint64_t addr)
{
	size_t last = near;

	while (last + 1 < count && symbols[last + 1].addr <= addr) {
		last++;
	}
	for (size_t i = last + 1; i-- > 0 && last - i < 4000;) {
		if (addr - symbols[i].addr < symbols[i].size) {
			return &symbols[i];
		}
	}
	return NULL;
}

static void check_all(const struct ksym_table *t,
	const struct ksym_write_symbol *symbols, size_t count, int by_name)
{
	static char name[KSYM_NAME_MAX + 1];
	struct ksym_symbol got;

	for (size_t i = 0; i < count; i++) {
		const struct ksym_write_symbol *s = &symbols[i];
		uint64_t probes[] = { s->addr, s->addr + s->size / 2,
			s->addr + s->size - 1, s->addr + s->size };

		CHECK(ksym_get(t, (uint32_t)i, &got) == 0);
		CHECK(got.addr == s->addr && got.size == s->size);
		CHECK(got.type == s->type && got.flags == s->flags);
		CHECK(ksym_name(t, &got, name, sizeof(name)) ==
			(int)strlen(s->name));
		CHECK(strcmp(name, s->name) == 0);
		for (int k = 0; k < 4; k++) {
			const struct ksym_write_symbol *o =
				owner(symbols, count, i, probes[k]);
			const int status = ksym_lookup(t, probes[k], &got);

			if (o == NULL) {
				CHECK(status == -KSYM_ERR_NOT_FOUND ||
					(status == 0 && i - got.index > 3900));
			} else {
				CHECK(status == 0);
				CHECK(got.index == (uint32_t)(o - symbols));
			}
		}
		if (by_name) {
			CHECK(ksym_find(t, s->name, &got) == 0);
			while (got.index < i && ksym_find_next(t, &got) == 0) {
			}
			CHECK(got.index == i);
			strcat(name, "?");
			CHECK(ksym_find(t, name, &got) == -KSYM_ERR_NOT_FOUND);
		}
	}
}

static uint32_t random_state = 1;

static uint32_t next_random(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 17;
	random_state ^= random_state << 5;
	return random_state;
}

/* Asks TIMES random questions of a kind, for callgrind. */
static void ask(const char *path, const char *what, size_t times)
{
	size_t size;
	void *bytes = read_file(path, &size);
	struct ksym_table t;
	char(*names)[256];
	uint64_t *addrs;
	struct ksym_symbol got;
	static char name[KSYM_NAME_MAX + 1];
	uint64_t sum = 0;

	if (ksym_open(&t, bytes, size) != 0) {
		errx(1, "%s", path);
	}
	names = calloc(times, sizeof(*names));
	addrs = calloc(times, sizeof(*addrs));
	for (size_t i = 0; i < times; i++) {
		do {
			ksym_get(&t, next_random() % ksym_count(&t), &got);
		} while (got.size == 0);
		addrs[i] = got.addr + next_random() % got.size;
		ksym_name(&t, &got, names[i], sizeof(*names));
	}
	for (size_t i = 0; i < times && what[0] != 'x'; i++) {
		if (what[0] == 'f') {
			sum += (uint64_t)ksym_find(&t, names[i], &got);
		} else {
			sum += (uint64_t)ksym_lookup(&t, addrs[i], &got);
			if (what[0] == 'n') {
				sum += (uint64_t)ksym_name(
					&t, &got, name, sizeof(name));
			}
		}
	}
	printf("%llu\n", (unsigned long long)sum);
}

static uint32_t word(const unsigned char *b)
{
	return b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 |
	       (uint32_t)b[3] << 24;
}

static void print_parts(const unsigned char *b, size_t size, size_t count)
{
	static const char *const names[] = { "id", "regions", "slices",
		"superblocks", "pages", "resumes", "stream", "within", "last",
		"text", "index" };

	printf("%zu symbols %zu bytes %.4f a symbol\n ", count, size,
		(double)size / (double)count);
	for (int i = 0; i < b[KSYM_AT_PARTS]; i++) {
		const unsigned char *e = b + b[KSYM_AT_HEADER_SIZE] + KSYM_ENTRY_SIZE * i;

		printf(" %s %.3f", names[e[0]], word(e + 1) / (double)count);
	}
	printf(" settings");
	for (int i = 0; i < 6; i++) {
		printf(" %d", b[KSYM_AT_CLASS_WIDTH + i]);
	}
	putchar('\n');
}

int main(int argc, char **argv)
{
	struct ksym_write_options options = { 0 };
	const char *what = NULL, *output = NULL;
	struct ksym_write_symbol *symbols;
	struct ksym_written written;
	struct ksym_table t;
	size_t size, count, want = 0;
	double before, used;
	int option, status, checks = 1;
	struct timespec begin, end;
	struct rusage use;

	while ((option = getopt(argc, argv, "bcn:o:q:t:")) != -1) {
		switch (option) {
		case 'b':
			options.by_name = true;
			break;
		case 'c':
			checks = 0;
			break;
		case 'n':
			want = strtoul(optarg, NULL, 10);
			break;
		case 'o':
			output = optarg;
			break;
		case 't':
			options.threads = (uint32_t)strtoul(optarg, NULL, 10);
			break;
		case 'q':
			what = optarg;
			break;
		default:
			errx(2, "usage");
		}
	}
	if (what != NULL) {
		ask(argv[optind], what, want);
		return 0;
	}
	symbols = read_list(read_file(argv[optind], &size), &count);
	if (want > 0 && want < count) {
		stretch(symbols, &count, want);
	}
	before = cpu();
	(void)clock_gettime(CLOCK_MONOTONIC, &begin);
	status = ksym_write(symbols, count, &options, &written);
	used = cpu() - before;
	(void)clock_gettime(CLOCK_MONOTONIC, &end);
	if (status != 0) {
		errx(1, "%s: %s", argv[optind], ksym_write_strerror(status));
	}
	getrusage(RUSAGE_SELF, &use);
	printf("%s: ", argv[optind]);
	print_parts(written.bytes, written.size, count);
	printf("  %.2f s of CPU, %.2f s, %ld MB with the list\n", used,
		(double)(end.tv_sec - begin.tv_sec) +
			(double)(end.tv_nsec - begin.tv_nsec) / 1e9,
		use.ru_maxrss / 1024);
	status = ksym_open(&t, written.bytes, written.size);
	if (status != 0) {
		errx(1, "open: %s", ksym_strerror(status));
	}
	if (checks) {
		check_all(&t, symbols, count, options.by_name);
		status = ksym_check(&t);
		if (status != 0) {
			errx(1, "check: %s", ksym_strerror(status));
		}
	}
	if (output != NULL) {
		FILE *stream = fopen(output, "w");

		fwrite(written.bytes, 1, written.size, stream);
		fclose(stream);
	}
	ksym_write_free(&written);
	return 0;
}
