/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "progress.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/stage.h"

/* What whoever works is at. */
struct now {
	const char *stage;
	int percent; /* below 0: not known */
};

/*
 * Some of what takes long, as waiting for a disk, cannot say so every second.
 * So a thread does, which looks at what it was told last.
 */
static struct {
	pthread_t thread;
	bool runs;            /* the thread, which is to be joined */
	bool shown;           /* the thread's, until it is joined */
	pthread_mutex_t lock; /* of what follows */
	pthread_cond_t ended;
	bool ends;
	struct now now;
} progress = { .lock = PTHREAD_MUTEX_INITIALIZER };

#define WIDTH 48

static void listen_to(const char *name, int percent)
{
	(void)pthread_mutex_lock(&progress.lock);
	progress.now = (struct now){ name, percent };
	(void)pthread_mutex_unlock(&progress.lock);
}

static void put_line(const char *text)
{
	char line[WIDTH + 1];

	(void)snprintf(line, sizeof(line), "\r%-*s", WIDTH - 1, text);
	(void)!write(STDERR_FILENO, line, WIDTH);
}

static void show(const struct now *now)
{
	char part[8] = "", text[WIDTH];

	/* Done is done, and no longer shown: two digits. */
	if (now->percent >= 0) {
		(void)snprintf(part, sizeof(part), " %2d%%",
			now->percent < 99 ? now->percent : 99);
	}
	(void)snprintf(text, sizeof(text), "ksym: %.*s%s",
		WIDTH - 6 - (int)sizeof(part), now->stage, part);
	put_line(text);
	progress.shown = true;
}

/* Waits for the time, and shows what is then; false: the end came before it. */
static bool show_at(const struct timespec *time)
{
	struct now now;
	int waited = 0;
	bool ends;

	(void)pthread_mutex_lock(&progress.lock);
	while (!progress.ends && waited == 0) {
		waited = pthread_cond_timedwait(
			&progress.ended, &progress.lock, time);
	}
	ends = progress.ends;
	now = progress.now;
	(void)pthread_mutex_unlock(&progress.lock);
	/* A terminal that is held keeps nobody from the work. */
	if (!ends) {
		show(&now);
	}
	return !ends && waited == ETIMEDOUT;
}

static void *show_each_second(void *unused)
{
	struct timespec next;

	(void)clock_gettime(CLOCK_MONOTONIC, &next);
	do {
		next.tv_sec++;
	} while (show_at(&next));
	return unused;
}

/* Signals are for the thread that works, which may hold them back. */
static bool start_thread(void)
{
	sigset_t all, before;
	bool started;

	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &before);
	started = pthread_create(
			  &progress.thread, NULL, show_each_second, NULL) == 0;
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	return started;
}

/* By a clock that nobody sets. */
static bool make_condition(void)
{
	pthread_condattr_t attributes;
	bool made;

	if (pthread_condattr_init(&attributes) != 0) {
		return false;
	}
	made = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0 &&
	       pthread_cond_init(&progress.ended, &attributes) == 0;
	(void)pthread_condattr_destroy(&attributes);
	return made;
}

void progress_begin(void)
{
	if (!isatty(STDERR_FILENO) || !make_condition()) {
		return;
	}
	progress.now = (struct now){ "reading", -1 };
	progress.ends = progress.shown = false;
	progress.runs = start_thread();
	/* Without a thread the work is done all the same. */
	if (!progress.runs) {
		(void)pthread_cond_destroy(&progress.ended);
		return;
	}
	stage_listen(listen_to);
	(void)setvbuf(stdout, NULL, _IOFBF, BUFSIZ);
}

void progress_end(void)
{
	if (!progress.runs) {
		return;
	}
	stage_listen(NULL);
	(void)pthread_mutex_lock(&progress.lock);
	progress.ends = true;
	(void)pthread_cond_signal(&progress.ended);
	(void)pthread_mutex_unlock(&progress.lock);
	(void)pthread_join(progress.thread, NULL);
	(void)pthread_cond_destroy(&progress.ended);
	progress.runs = false;
	if (progress.shown) {
		put_line("");
		(void)!write(STDERR_FILENO, "\r", 1);
	}
}
