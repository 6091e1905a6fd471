/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "contest.h"

#include <err.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cache.h"

#define SLICES      4u
#define SLICE       16384u
#define SLOW_PASSES 2u
#define COLD_PASSES 2u
#define COLD        256u

struct contest {
	const struct list *list;
	const struct contestant *contestants;
	size_t count;
	struct probes probes;
	struct text text;
	json_t **samples;
	json_t **cold;         /* the same with empty caches */
	volatile uint64_t sum; /* of all answers, so that all are worked out */
};

/* This thread's, so that what others do on the machine does not count; */
#define WARM CLOCK_THREAD_CPUTIME_ID
/* but that is slow to read, and of one cold probe there are few nanoseconds. */
#define CLOCK CLOCK_MONOTONIC

static double seconds(clockid_t clock)
{
	struct timespec now;

	(void)clock_gettime(clock, &now);
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
	const struct probe *probes = contest->probes.probes + slice * SLICE;
	const struct probe *others =
		contest->probes.probes + (slice + 1) % SLICES * SLICE;
	double start;

	ask_all(contest, who, others, who->quota);
	start = seconds(WARM);
	ask_all(contest, who, probes, who->quota);
	(void)json_array_append_new(contest->samples[i],
		json_real((seconds(WARM) - start) * 1e9 / who->quota));
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

static int compare(const void *a, const void *b)
{
	const double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

static double median(double *values, uint32_t count)
{
	qsort(values, count, sizeof(*values), compare);
	return values[count / 2];
}

/*
 * The median of some probes, each asked when no line of the memory is in a
 * cache. Without WHO: what taking the time takes.
 */
static double ask_cold(struct contest *contest, const struct contestant *who,
	const struct probe *probes)
{
	double took[COLD];

	for (uint32_t i = 0; i < COLD; i++) {
		double start;

		for (const struct area *area = who != NULL ? who->areas : NULL;
			area != NULL && area->bytes != NULL; area++) {
			cache_flush(area->bytes, area->size);
		}
		start = seconds(CLOCK);
		if (who != NULL) {
			contest->sum +=
				who->ask(who->self, &probes[i], &contest->text);
		}
		took[i] = seconds(CLOCK) - start;
	}
	return median(took, COLD);
}

static void time_cold(struct contest *contest, const char *question)
{
	for (uint32_t turn = 0; turn < COLD_PASSES * SLICES; turn++) {
		const struct probe *probes =
			contest->probes.probes + turn % SLICES * SLICE;
		const double empty = ask_cold(contest, NULL, probes);

		for (size_t k = 0; k < contest->count; k++) {
			const size_t i = (k + turn) % contest->count;
			const struct contestant *who = &contest->contestants[i];

			if (who->quota >= COLD && who->areas != NULL &&
				strcmp(who->question, question) == 0) {
				(void)json_array_append_new(contest->cold[i],
					json_real((ask_cold(contest, who,
							   probes) -
							  empty) *
						  1e9));
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
		const struct probe *probe = &contest->probes.probes[k];
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
	contest->text.size = contest->list->longest + 1;
	contest->text.buf = calloc(contest->text.size, 1);
	contest->samples = calloc(contest->count, sizeof(*contest->samples));
	contest->cold = calloc(contest->count, sizeof(*contest->cold));
	if (contest->text.buf == NULL || contest->samples == NULL ||
		contest->cold == NULL) {
		err(1, "the samples");
	}
	for (size_t i = 0; i < contest->count; i++) {
		contest->samples[i] = json_array();
		contest->cold[i] = json_array();
	}
	probes_draw(contest->list, SLICES * SLICE, &contest->probes);
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
		time_cold(&contest, questions[q]);
	}
	for (size_t i = 0; i < count; i++) {
		const uint64_t wrong = check_answers(&contest, i);

		(void)json_array_append_new(results,
			json_pack("{s:s, s:s, s:I, s:o, s:o}", "question",
				contestants[i].question, "name",
				contestants[i].name, "wrong", (json_int_t)wrong,
				"ns", contest.samples[i], "cold ns",
				contest.cold[i]));
		all_wrong += wrong;
	}
	free(contest.samples);
	free(contest.cold);
	probes_free(&contest.probes);
	free(contest.text.buf);
	return all_wrong;
}
