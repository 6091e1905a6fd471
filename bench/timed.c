/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * timed RUNS COMMAND [ARGUMENT...]
 *
 * Runs a command that many times and prints a line a run: its seconds, those of
 * the processor, and its peak memory in KiB. A program of its own because a
 * process starts with the peak of the one that made it, and this one is small.
 */
#include <err.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

static double seconds(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static double since_zero(struct timeval time)
{
	return (double)time.tv_sec + (double)time.tv_usec * 1e-6;
}

static void run(char **command)
{
	const double start = seconds();
	struct rusage usage;
	int status, error;
	pid_t child;

	error = posix_spawnp(&child, command[0], NULL, NULL, command, environ);
	if (error != 0) {
		errx(1, "%s: %s", command[0], strerror(error));
	}
	if (wait4(child, &status, 0, &usage) != child) {
		err(1, "%s", command[0]);
	}
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
		errx(1, "%s failed", command[0]);
	}
	printf("%.4f %.4f %ld\n", seconds() - start,
		since_zero(usage.ru_utime) + since_zero(usage.ru_stime),
		usage.ru_maxrss);
}

int main(int argc, char **argv)
{
	if (argc < 3) {
		errx(2, "usage: timed RUNS COMMAND [ARGUMENT...]");
	}
	for (long runs = strtol(argv[1], NULL, 10); runs > 0; runs--) {
		run(argv + 2);
	}
	return 0;
}
