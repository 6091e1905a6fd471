/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "temporary.h"

#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/system.h"

/* Signals that end a program and can be handled. */
static const int endings[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGXCPU,
	SIGXFSZ };

#define ENDINGS (sizeof(endings) / sizeof(endings[0]))

static struct sigaction before[ENDINGS];
static const char *temporary; /* changes only while these are blocked */

static sigset_t all_endings(void)
{
	sigset_t set;

	(void)sigemptyset(&set);
	for (size_t i = 0; i < ENDINGS; i++) {
		(void)sigaddset(&set, endings[i]);
	}
	return set;
}

static void leave_signals(void)
{
	for (size_t i = 0; i < ENDINGS; i++) {
		(void)sigaction(endings[i], &before[i], NULL);
	}
}

/* The signal stays blocked until this returns, and then has its old effect. */
static void clear_up(int number)
{
	(void)unlink(temporary);
	leave_signals();
	(void)raise(number);
}

static void take_signals(void)
{
	const struct sigaction action = { .sa_handler = clear_up,
		.sa_mask = all_endings() };

	for (size_t i = 0; i < ENDINGS; i++) {
		(void)sigaction(endings[i], NULL, &before[i]);
		if (before[i].sa_handler != SIG_IGN) {
			(void)sigaction(endings[i], &action, NULL);
		}
	}
}

static sigset_t hold_signals(void)
{
	const sigset_t held = all_endings();
	sigset_t mask;

	(void)pthread_sigmask(SIG_BLOCK, &held, &mask);
	return mask;
}

static void release_signals(sigset_t mask)
{
	(void)pthread_sigmask(SIG_SETMASK, &mask, NULL);
}

int temporary_create(char *path)
{
	const sigset_t mask = hold_signals();
	const int fd = system_temporary(path);

	if (fd >= 0) {
		temporary = path;
		take_signals();
	}
	release_signals(mask);
	return fd;
}

int temporary_rename(const char *to)
{
	const sigset_t mask = hold_signals();
	const int result = rename(temporary, to);

	if (result == 0) {
		leave_signals();
	}
	release_signals(mask);
	return result;
}

void temporary_delete(void)
{
	const sigset_t mask = hold_signals();

	(void)unlink(temporary);
	leave_signals();
	release_signals(mask);
}
