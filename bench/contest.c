/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "contest.h"

#include <err.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SLICES      4u
#define SLICE       16384u
#define SLOW_PASSES 2u
#define SEED        UINT64_C(0x6b73796d)

struct contest {
	const struct list *list;
	const struct contestant *contestants;
	size_t count;
	struct probe *probes;
	char *names; /* of the probes, in their order */
	struct text text;
	json_t **samples;
	volatile uint64_t sum; /* of all answers, so that all are worked out */
};

/* splitmix64 by its published constants. */
static uint64_t next_random(uint64_t *statep)
{
	uint64_t z = *statep += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

/* A random byte of a random symbol, and the name of another. */
static struct probe draw(const struct list *list, uint64_t *statep)
{
	struct probe probe = { .item = NOBODY };

	while (probe.item == NOBODY) {
		const struct item *item =
			&list->items[next_random(statep) % list->count];

		if (item->size > 0) {
			probe.addr =
				item->addr + next_random(statep) % item->size;
			probe.item = list_owner(list, probe.addr);
		}
	}
	probe.name = list->items[next_random(statep) % list->count].name;
	return probe;
}

/*
 * Names as a caller has them, not where the list keeps them: to fetch those
 * from memory would be part of every time.
 */
static void copy_names(struct contest *contest)
{
	size_t size = 0;
	char *end;

	for (uint32_t i = 0; i < SLICES * SLICE; i++) {
		size += strlen(contest->probes[i].name) + 1;
	}
	contest->names = malloc(size);
	if (contest->names == NULL) {
		err(1, "the probes' names");
	}
	end = contest->names;
	for (uint32_t i = 0; i < SLICES * SLICE; i++) {
		struct probe *probe = &contest->probes[i];

		probe->name = strcpy(end, probe->name);
		end += strlen(end) + 1;
	}
}

/* Of this thread: what others do on the machine does not count. */
static double seconds(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void ask_all(struct contest *contest, const struct contestant *who,
	const struct probe *probes, uint32_t count)
{
	uint64_t sum = 0;

	for (uint32_t i = 0; i < count; i++) {
		sum += who->ask(who->self, &probes[i], &contest->text);
	}
	contest->sum += sum;
}

/* One slice of one contestant, its caches filled by some probes of the next. */
static void time_slice(struct contest *contest, size_t i, uint32_t slice)
{
	const struct contestant *who = &contest->contestants[i];
	const struct probe *probes = contest->probes + slice * SLICE;
	const struct probe *others =
		contest->probes + (slice + 1) % SLICES * SLICE;
	double start;

	ask_all(contest, who, others, who->quota);
	start = seconds();
	ask_all(contest, who, probes, who->quota);
	(void)json_array_append_new(contest->samples[i],
		json_real((seconds() - start) * 1e9 / who->quota));
}

static void time_all(struct contest *contest, const char *question, bool slow,
	uint32_t passes)
{
	const size_t count = contest->count;

	for (uint32_t turn = 0; turn < passes * SLICES; turn++) {
		for (size_t k = 0; k < count; k++) {
			const size_t i = (k + turn) % count;
			const struct contestant *who = &contest->contestants[i];

			if (who->quota > 0 && who->slow == slow &&
				strcmp(who->question, question) == 0) {
				time_slice(contest, i, turn % SLICES);
			}
		}
	}
}

/* Holds what will be asked against the list. */
static uint64_t check_answers(struct contest *contest, size_t i)
{
	const struct contestant *who = &contest->contestants[i];
	uint64_t wrong = 0;

	for (uint32_t k = 0; k < SLICES * SLICE; k++) {
		const struct probe *probe = &contest->probes[k];
		uint64_t answer;

		if (k % SLICE >= who->quota) {
			continue;
		}
		contest->text.buf[0] = '\0';
		answer = who->ask(who->self, probe, &contest->text);
		if (who->right(
			    contest->list, probe, answer, contest->text.buf)) {
			continue;
		}
		if (wrong++ == 0) {
			warnx("wrong: %s, %s of %#" PRIx64
			      " (%s) and '%s': %#" PRIx64 " '%s'",
				who->name, who->question, probe->addr,
				contest->list->items[probe->item].name,
				probe->name, answer, contest->text.buf);
		}
	}
	return wrong;
}

static void start_contest(struct contest *contest)
{
	uint64_t state = SEED;

	contest->text.size = contest->list->longest + 1;
	contest->text.buf = calloc(contest->text.size, 1);
	contest->probes = calloc(SLICES * SLICE, sizeof(*contest->probes));
	contest->samples = calloc(contest->count, sizeof(*contest->samples));
	if (contest->text.buf == NULL || contest->probes == NULL ||
		contest->samples == NULL) {
		err(1, "the probes");
	}
	for (size_t i = 0; i < contest->count; i++) {
		contest->samples[i] = json_array();
	}
	for (uint32_t i = 0; i < SLICES * SLICE; i++) {
		contest->probes[i] = draw(contest->list, &state);
	}
	copy_names(contest);
}

uint64_t contest_run(const struct list *list,
	const struct contestant *contestants, size_t count, uint32_t passes,
	json_t *results)
{
	static const char *const questions[] = { "symbol", "name", "find" };
	struct contest contest = {
		.list = list, .contestants = contestants, .count = count
	};
	uint64_t all_wrong = 0;

	start_contest(&contest);
	for (size_t q = 0; q < sizeof(questions) / sizeof(*questions); q++) {
		time_all(&contest, questions[q], false, passes);
		time_all(&contest, questions[q], true, SLOW_PASSES);
	}
	for (size_t i = 0; i < count; i++) {
		const uint64_t wrong = check_answers(&contest, i);

		(void)json_array_append_new(results,
			json_pack("{s:s, s:s, s:I, s:o}", "question",
				contestants[i].question, "name",
				contestants[i].name, "wrong", (json_int_t)wrong,
				"ns", contest.samples[i]));
		all_wrong += wrong;
	}
	free(contest.samples);
	free(contest.names);
	free(contest.probes);
	free(contest.text.buf);
	return all_wrong;
}
