/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "demangle_process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/system.h"

/* Processor time for a batch of names, a thousand times what is usual. */
#define BATCH         1024
#define BATCH_SECONDS 2

/* Processor time for all names. */
#define LEAST_SECONDS    20
#define NAMES_PER_SECOND 5000

#define STACK ((rlim_t)8 << 20)

#define EXIT_NO_PIPE 5

static void limit(int resource, rlim_t value)
{
	struct rlimit limits;

	if (getrlimit(resource, &limits) == 0) {
		limits.rlim_cur =
			value < limits.rlim_max ? value : limits.rlim_max;
		(void)setrlimit(resource, &limits);
	}
}

/* This process must end without the handlers that it inherited. */
static void set_bounds(size_t names)
{
	sigset_t none;

	for (int number = 1; number <= system_last_signal(); number++) {
		if (signal(number, SIG_DFL) == SIG_IGN && number != SIGPROF) {
			(void)signal(number, SIG_IGN);
		}
	}
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_STACK, STACK);
	limit(RLIMIT_CPU, LEAST_SECONDS + names / NAMES_PER_SECOND);
	(void)sigemptyset(&none);
	(void)pthread_sigmask(SIG_SETMASK, &none, NULL);
}

static void allow_time(void)
{
	const struct itimerval timer = { .it_value = {
						 .tv_sec = BATCH_SECONDS } };

	(void)setitimer(ITIMER_PROF, &timer, NULL);
}

static void answer(
	const struct demangler *demangler, enum demangled result, FILE *out)
{
	const struct source_form *form = demangler->form;
	const size_t length = result == DEMANGLED ? form->length : 0;

	if (fwrite(&result, sizeof(result), 1, out) != 1 ||
		fwrite(&length, sizeof(length), 1, out) != 1 ||
		fwrite(form->bytes, 1, length, out) != length) {
		_exit(EXIT_NO_PIPE);
	}
}

static void serve(const struct symbol_list *list, size_t first,
	const struct known_answer *known, volatile size_t *symbolp, FILE *out)
{
	struct demangler *demangler = calloc(1, sizeof(*demangler));

	if (demangler == NULL) {
		_exit(DEMANGLE_EXIT_NO_MEMORY);
	}
	demangler->form = demangler->forms;
	for (size_t i = first; i < list->count; i++) {
		const char *name = list->symbols[i].name;

		if ((i - first) % BATCH == 0) {
			allow_time();
		}
		if (!demangle_may(name)) {
			continue;
		}
		*symbolp = i;
		answer(demangler,
			i == known->symbol ? known->result
					   : demangle(demangler, name),
			out);
		if (i == known->symbol) {
			/*
			 * This name must not be tried again, whatever happens.
			 */
			(void)fflush(out);
		}
	}
	_exit(fflush(out) == 0 && !ferror(out) ? EXIT_SUCCESS : EXIT_NO_PIPE);
}

/* Signals are blocked until each process has set its own handlers. */
static pid_t fork_held(size_t names)
{
	sigset_t all, before;
	pid_t pid;

	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &before);
	pid = fork();
	if (pid == 0) {
		set_bounds(names);
	} else {
		(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	}
	return pid;
}

static void work(const struct symbol_list *list, size_t first,
	const struct known_answer *known, size_t *symbolp, const int ends[2])
{
	FILE *out = fdopen(ends[1], "w");

	if (out == NULL) {
		_exit(DEMANGLE_EXIT_NO_MEMORY);
	}
	(void)close(ends[0]);
	serve(list, first, known, symbolp, out);
}

/* The process and its reader each keep one of the pipe's two ENDS. */
static bool begin(struct demangle_process *process,
	const struct symbol_list *list, size_t first,
	const struct known_answer *known, const int ends[2])
{
	process->answers = fdopen(ends[0], "r");
	if (process->answers == NULL) {
		(void)close(ends[0]);
		(void)close(ends[1]);
		return false;
	}
	process->pid = fork_held(list->count);
	if (process->pid == 0) {
		work(list, first, known, process->symbolp, ends);
	}
	(void)close(ends[1]);
	if (process->pid < 0) {
		(void)fclose(process->answers);
	}
	return process->pid > 0;
}

bool demangle_process_start(struct demangle_process *process,
	const struct symbol_list *list, size_t first,
	const struct known_answer *known, struct error *err)
{
	int ends[2];

	process->symbolp = system_share(sizeof(*process->symbolp));
	if (process->symbolp == NULL) {
		return fail(err, "out of memory");
	}
	if (system_pipe(ends) == 0 &&
		begin(process, list, first, known, ends)) {
		return true;
	}
	(void)fail(
		err, "no process to demangle names with: %s", strerror(errno));
	(void)munmap(process->symbolp, sizeof(*process->symbolp));
	return false;
}

bool demangle_process_read(struct demangle_process *process,
	struct source_form *form, enum demangled *resultp)
{
	FILE *in = process->answers;

	return fread(resultp, sizeof(*resultp), 1, in) == 1 &&
	       fread(&form->length, sizeof(form->length), 1, in) == 1 &&
	       form->length <= sizeof(form->bytes) &&
	       fread(form->bytes, 1, form->length, in) == form->length;
}

static bool explain_exit(
	int status, struct known_answer *known, struct error *err)
{
	switch (status) {
	case EXIT_SUCCESS:
		known->symbol = SIZE_MAX;
		return true;
	case DEMANGLE_EXIT_TOO_LONG:
		known->result = DEMANGLED_TOO_LONG;
		return true;
	case DEMANGLE_EXIT_NO_MEMORY:
		return fail(err, "out of memory");
	default:
		return fail(err,
			"the process that demangles names ended with status %d",
			status);
	}
}

static bool explain_signal(
	int number, struct known_answer *known, struct error *err)
{
	switch (number) {
	case SIGXCPU: /* no time for any more */
		known->symbol = SIZE_MAX;
		known->result = DEMANGLED_COSTLY;
		return true;
	case SIGPIPE: /* nobody reads any more */
		known->symbol = SIZE_MAX;
		return true;
	case SIGPROF: /* no time for this name */
	case SIGSEGV: /* no stack, or a bug */
	case SIGBUS:
	case SIGABRT:
	case SIGFPE:
	case SIGILL:
		known->result = DEMANGLED_COSTLY;
		return true;
	default:
		return fail(err,
			"the process that demangles names ended by signal %d",
			number);
	}
}

bool demangle_process_end(struct demangle_process *process,
	struct known_answer *known, struct error *err)
{
	int status;

	(void)fclose(process->answers);
	while (waitpid(process->pid, &status, 0) < 0 && errno == EINTR) {
	}
	known->symbol = *process->symbolp;
	known->result = DEMANGLED_NOT;
	(void)munmap(process->symbolp, sizeof(*process->symbolp));
	return WIFEXITED(status) ? explain_exit(WEXITSTATUS(status), known, err)
				 : explain_signal(WTERMSIG(status), known, err);
}
