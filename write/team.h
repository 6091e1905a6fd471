/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Work shared among threads. However many there are, what comes out is the
 * same: a piece of work writes nothing that another one reads or writes, and
 * results are put together in an order of their own. Where no thread can be
 * made the caller does all of it.
 */
#ifndef KSYM_WRITE_TEAM_H
#define KSYM_WRITE_TEAM_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "failure.h"
#include "prefix.h"

#define TEAM_MAX 4u /* threads, the caller's among them */

struct team {
	atomic_uint spare; /* threads that may yet be made */

	/* The caller's alone: who is told how far it is, and that. */
	void (*progress)(void *context, unsigned percent);
	void *context;
	uint64_t expected, before, stage; /* work in all, done, in hand */
	unsigned percent;                 /* that was told last */
};

/* THREADS at most; 0: as many as there are cores. Nobody is told how far it is.
 */
void team_init(struct team *team, uint32_t threads);

/* Begins the next stage, which takes so much WORK of what is expected. */
void team_stage(struct team *team, uint64_t work);

/* Piece I of some work. False, and an error, if it fails. */
typedef bool team_piece(void *work, uint32_t i, struct failure *err);

/*
 * Does pieces 0 to COUNT - 1 in any order, and returns when they are done. If
 * some fail, others may be left out, and the error is that of the first one
 * that failed.
 */
bool team_share(struct team *team, team_piece *piece, void *work,
	uint32_t count, struct failure *err);

/* One piece of work, number 0, beside what the caller does. */
struct aside {
	struct team *team;
	team_piece *piece;
	void *work;
	pthread_t thread;
	bool runs; /* the thread, which is to be joined */
	bool done;
	struct failure err;
};

void aside_begin(
	struct aside *aside, struct team *team, team_piece *piece, void *work);
/* Waits for it, or does it now; false, and the error, if it failed. */
bool aside_end(struct aside *aside, struct failure *err);

#endif
