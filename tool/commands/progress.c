/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "progress.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/stage.h"

/*
 * Some of what takes long, as waiting for a disk, cannot say so every second.
 * So a thread does, which looks at what it was told last.
 */
static struct {
	pthread_t thread;
	pthread_mutex_t lock; /* of what follows */
	pthread_cond_t ended;
	bool runs, shown;
	const char *stage;
	int percent;
} progress = { .lock = PTHREAD_MUTEX_INITIALIZER };

#define WIDTH 48

static void listen_to(const char *name, int percent)
{
	(void)pthread_mutex_lock(&progress.lock);
	progress.stage = name;
	progress.percent = percent;
	(void)pthread_mutex_unlock(&progress.lock);
}

static void put_line(const char *text)
{
	char line[WIDTH + 1];

	(void)snprintf(line, sizeof(line), "\r%-*s", WIDTH - 1, text);
	(void)!write(STDERR_FILENO, line, WIDTH);
}

static void show(void)
{
	char part[8] = "", text[WIDTH];

	/* Done is done, and no longer shown: two digits. */
	if (progress.percent >= 0) {
		(void)snprintf(part, sizeof(part), " %2d%%",
			progress.percent < 99 ? progress.percent : 99);
	}
	(void)snprintf(text, sizeof(text), "ksym: %.*s%s",
		WIDTH - 6 - (int)sizeof(part), progress.stage, part);
	put_line(text);
	progress.shown = true;
}

static void *show_each_second(void *unused)
{
	struct timespec next;

	(void)clock_gettime(CLOCK_MONOTONIC, &next);
	(void)pthread_mutex_lock(&progress.lock);
	while (progress.runs) {
		next.tv_sec++;
		while (progress.runs && pthread_cond_timedwait(&progress.ended,
						&progress.lock, &next) == 0) {
		}
		if (progress.runs) {
			show();
		}
	}
	(void)pthread_mutex_unlock(&progress.lock);
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
	(void)setvbuf(stdout, NULL, _IOFBF, BUFSIZ);
	stage_listen(listen_to);
	stage_begin("reading");
	progress.runs = true;
	progress.runs = start_thread();
}

void progress_end(void)
{
	if (!progress.runs) {
		return;
	}
	stage_listen(NULL);
	(void)pthread_mutex_lock(&progress.lock);
	progress.runs = false;
	(void)pthread_cond_signal(&progress.ended);
	(void)pthread_mutex_unlock(&progress.lock);
	(void)pthread_join(progress.thread, NULL);
	if (progress.shown) {
		put_line("");
		(void)!write(STDERR_FILENO, "\r", 1);
	}
}
