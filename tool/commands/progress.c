/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "progress.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

/*
 * The stages are long loops in many files. So that none of them has to look at
 * a clock, a timer's signal shows these; the program writes them at any time.
 */
static const char *volatile stage;
static volatile sig_atomic_t percent; /* below 0: not known */
static volatile sig_atomic_t shown;

#define WIDTH 48

static size_t put(char *line, size_t at, const char *text)
{
	while (*text != '\0' && at < WIDTH - 6) {
		line[at++] = *text++;
	}
	return at;
}

/* Only what signal-safety(7) allows. */
static void show(int signal_number)
{
	const int before = errno;
	const int part = percent;
	char line[WIDTH];
	size_t at;

	(void)signal_number;
	memset(line, ' ', sizeof(line));
	at = put(line, 0, "\rksym: ");
	at = put(line, at, stage);
	if (part >= 0) {
		line[at + 1] = (char)(part >= 10 ? '0' + part / 10 : ' ');
		line[at + 2] = (char)('0' + part % 10);
		line[at + 3] = '%';
	}
	(void)!write(STDERR_FILENO, line, sizeof(line));
	shown = 1;
	errno = before;
}

static void set_timer(time_t seconds)
{
	const struct itimerval timer = { { .tv_sec = seconds },
		{ .tv_sec = seconds } };

	(void)setitimer(ITIMER_REAL, &timer, NULL);
}

void progress_begin(void)
{
	const struct sigaction action = { .sa_handler = show,
		.sa_flags = SA_RESTART };

	if (!isatty(STDERR_FILENO)) {
		return;
	}
	(void)setvbuf(stdout, NULL, _IOFBF, BUFSIZ);
	progress_stage("reading");
	if (sigaction(SIGALRM, &action, NULL) == 0) {
		set_timer(1);
	}
}

void progress_stage(const char *text)
{
	percent = -1;
	stage = text;
}

void progress_part(uint64_t done, uint64_t total)
{
	/* Done is done, and no longer shown: two digits. */
	percent = total > 0 && done < total ? (int)(done * 100 / total) : 99;
}

void progress_end(void)
{
	char blank[WIDTH + 1];

	set_timer(0);
	if (shown) {
		memset(blank, ' ', sizeof(blank));
		blank[0] = blank[WIDTH] = '\r';
		(void)!write(STDERR_FILENO, blank, sizeof(blank));
		shown = 0;
	}
}
