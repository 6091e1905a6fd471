/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "team.h"

#include <signal.h>
#include <unistd.h>

/* POSIX knows no number of cores; of what it does not know it says -1. */
#ifdef _SC_NPROCESSORS_ONLN
#define CORES _SC_NPROCESSORS_ONLN
#else
#define CORES (-1)
#endif

/* Of the machine; 1 if that is not known. */
static uint32_t count_cores(void)
{
	const long cores = sysconf(CORES);

	if (cores < 1) {
		return 1;
	}
	return cores < (long)TEAM_MAX ? (uint32_t)cores : TEAM_MAX;
}

void team_init(struct team *team, uint32_t threads)
{
	if (threads == 0) {
		threads = count_cores();
	}
	*team = (struct team){ .progress = NULL };
	atomic_init(
		&team->spare, (threads < TEAM_MAX ? threads : TEAM_MAX) - 1);
}

/* DONE of PARTS of the stage in hand. */
static void tell(struct team *team, uint32_t done, uint32_t parts)
{
	const uint64_t now = team->before + team->stage * done / parts;
	uint64_t percent;

	if (team->progress == NULL || team->expected == 0) {
		return;
	}
	/* Only who returns is done. */
	percent = now < team->expected ? now * 100 / team->expected : 99;
	if (percent > team->percent) {
		team->percent = (unsigned)percent;
		team->progress(team->context, team->percent);
	}
}

void team_stage(struct team *team, uint64_t work)
{
	team->before += team->stage;
	team->stage = work;
	tell(team, 0, 1);
}

/* Whether another thread may be made; then it counts as made. */
static bool take_thread(struct team *team)
{
	unsigned spare = atomic_load(&team->spare);

	while (spare > 0) {
		if (atomic_compare_exchange_weak(
			    &team->spare, &spare, spare - 1)) {
			return true;
		}
	}
	return false;
}

static void *run_aside(void *argument)
{
	struct aside *aside = argument;

	aside->done = aside->piece(aside->work, 0, &aside->err);
	return NULL;
}

/* Signals are for the threads of the program, which handle them. */
static bool start_thread(struct aside *aside)
{
	sigset_t all, before;
	bool started;

	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &before);
	started = pthread_create(&aside->thread, NULL, run_aside, aside) == 0;
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	return started;
}

void aside_begin(
	struct aside *aside, struct team *team, team_piece *piece, void *work)
{
	*aside = (struct aside){ .team = team, .piece = piece, .work = work };
	if (take_thread(team)) {
		aside->runs = start_thread(aside);
		if (!aside->runs) {
			(void)atomic_fetch_add(&team->spare, 1);
		}
	}
}

bool aside_end(struct aside *aside, struct failure *err)
{
	if (aside->runs) {
		(void)pthread_join(aside->thread, NULL);
		(void)atomic_fetch_add(&aside->team->spare, 1);
		aside->runs = false;
	} else {
		(void)run_aside(aside);
	}
	if (!aside->done) {
		*err = aside->err;
	}
	return aside->done;
}

/* What the threads that share some work see of it. */
struct sharing {
	team_piece *piece;
	void *work;
	uint32_t count;
	atomic_uint next; /* the first piece that nobody has taken */
};

/* One of the threads. */
struct sharer {
	struct sharing *sharing;
	struct team *team; /* the caller's; others' is NULL */
	uint32_t failed;   /* the piece that failed */
};

static bool take_pieces(void *work, uint32_t unused, struct failure *err)
{
	struct sharer *sharer = work;
	struct sharing *sharing = sharer->sharing;
	uint32_t i;

	(void)unused;
	while ((i = atomic_fetch_add(&sharing->next, 1)) < sharing->count) {
		if (!sharing->piece(sharing->work, i, err)) {
			sharer->failed = i;
			atomic_store(&sharing->next, sharing->count);
			return false;
		}
		if (sharer->team != NULL) {
			tell(sharer->team, i + 1, sharing->count);
		}
	}
	return true;
}

bool team_share(struct team *team, team_piece *piece, void *work,
	uint32_t count, struct failure *err)
{
	struct sharing sharing = { piece, work, count, 0 };
	struct sharer sharers[TEAM_MAX];
	struct aside asides[TEAM_MAX - 1];
	const uint32_t others = count < TEAM_MAX ? count : TEAM_MAX;
	uint32_t made = 0, first = UINT32_MAX;

	while (made + 1 < others) {
		sharers[made] = (struct sharer){ &sharing, NULL, count };
		aside_begin(&asides[made], team, take_pieces, &sharers[made]);
		if (!asides[made].runs) {
			break;
		}
		made++;
	}
	sharers[made] = (struct sharer){ &sharing, team, count };
	if (!take_pieces(&sharers[made], 0, err)) {
		first = sharers[made].failed;
	}
	for (uint32_t i = 0; i < made; i++) {
		struct failure other;

		if (!aside_end(&asides[i], &other) &&
			sharers[i].failed < first) {
			first = sharers[i].failed;
			*err = other;
		}
	}
	return first == UINT32_MAX;
}
