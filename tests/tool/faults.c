/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Preloaded into ksym by the tests. KSYM_FAULT says what goes wrong where,
 *
 *	ACTION N FUNCTION...
 *
 * at the Nth call of one of the functions; 0: at each; `*`: of any that is here
 * but `memory`, which stands for all that allocate. ACTION is the errno that it
 * fails with, a signal that comes before it, `slow` and `short` for what they
 * say, or what is done before it to the file KSYM_FAULT_FILE: `halve` or
 * `rewrite`. KSYM_FAULT_FIRED is a file that is made when that happens.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* glibc's, which calls main. */
int __libc_start_main(int (*main)(int, char **, char **), int argc, char **argv,
	void (*init)(void), void (*fini)(void), void (*loader_fini)(void),
	void *stack);

#define NEXT(function) ((__typeof__(&(function)))dlsym(RTLD_NEXT, #function))

static struct {
	char action[16];
	unsigned long at;
	char functions[128]; /* each with a blank before and behind */
	bool armed;
	unsigned long calls;
} fault;

struct number {
	const char *name;
	int number; /* 0: the last */
};

static const struct number errors[] = {
	{ "EIO", EIO },
	{ "ENOSPC", ENOSPC },
	{ "EXDEV", EXDEV },
	{ "ENOMEM", ENOMEM },
	{ NULL, 0 },
};

static const struct number signals[] = {
	{ "SIGHUP", SIGHUP },
	{ "SIGINT", SIGINT },
	{ "SIGKILL", SIGKILL },
	{ "SIGQUIT", SIGQUIT },
	{ "SIGTERM", SIGTERM },
	{ "SIGXCPU", SIGXCPU },
	{ "SIGXFSZ", SIGXFSZ },
	{ NULL, 0 },
};

static void arm(void)
{
	const char *text = getenv("KSYM_FAULT");
	int end = 0;

	if (text != NULL && sscanf(text, "%15s %lu%n", fault.action, &fault.at,
				    &end) == 2) {
		(void)snprintf(fault.functions, sizeof(fault.functions), "%s ",
			text + end);
		fault.armed = true;
	}
}

static int (*program)(int, char **, char **);

static int run_armed(int argc, char **argv, char **environment)
{
	int status;

	arm();
	status = program(argc, argv, environment);
	fault.armed = false;
	return status;
}

/* What runs before main and after it is not ksym's. */
int __libc_start_main(int (*main)(int, char **, char **), int argc, char **argv,
	void (*init)(void), void (*fini)(void), void (*loader_fini)(void),
	void *stack)
{
	program = main;
	return NEXT(__libc_start_main)(
		run_armed, argc, argv, init, fini, loader_fini, stack);
}

static bool is_action(const char *name)
{
	return strcmp(fault.action, name) == 0;
}

/* The number of the action, or 0. */
static int action_in(const struct number *names)
{
	while (names->name != NULL && !is_action(names->name)) {
		names++;
	}
	return names->number;
}

static bool concerns(const char *function)
{
	char word[32];

	(void)snprintf(word, sizeof(word), " %s ", function);
	return strstr(fault.functions, word) != NULL ||
	       (strcmp(fault.functions, " * ") == 0 &&
		       strcmp(function, "memory") != 0);
}

/* More than a second; a signal ends sleep(), so that it takes a loop. */
static void take_long(void)
{
	const time_t end = time(NULL) + 2;

	while (time(NULL) < end) {
		(void)sleep(1);
	}
}

/* Every byte becomes another, of the first so many. */
static void rewrite(const char *path)
{
	static unsigned char bytes[1 << 16];
	const int fd = NEXT(open)(path, O_RDWR);
	const ssize_t size = NEXT(pread)(fd, bytes, sizeof(bytes), 0);

	for (ssize_t i = 0; i < size; i++) {
		bytes[i] = (unsigned char)~bytes[i];
	}
	(void)!NEXT(pwrite)(fd, bytes, size > 0 ? (size_t)size : 0, 0);
	(void)NEXT(close)(fd);
}

static void change_file(void)
{
	const char *path = getenv("KSYM_FAULT_FILE");
	struct stat st;

	if (path == NULL || NEXT(stat)(path, &st) != 0) {
		return;
	}
	if (is_action("rewrite")) {
		rewrite(path);
	} else if (is_action("halve")) {
		(void)!truncate(path, st.st_size / 2);
	}
}

static void note(const char *function)
{
	const char *path = getenv("KSYM_FAULT_FIRED");
	int fd = path != NULL
			 ? NEXT(open)(path, O_WRONLY | O_CREAT | O_TRUNC, 0644)
			 : -1;

	(void)!NEXT(write)(fd, function, strlen(function));
	(void)NEXT(close)(fd);
}

/* What is to come of a call; false: it is to be made. */
static bool fails(const char *function)
{
	static bool interrupted;

	if (!fault.armed || !concerns(function) ||
		(fault.at != 0 && ++fault.calls != fault.at)) {
		return false;
	}
	note(function);
	if (action_in(signals) != 0) {
		(void)raise(action_in(signals));
	}
	if (is_action("slow")) {
		take_long();
	}
	if (is_action("short")) {
		interrupted = !interrupted;
		errno = EINTR;
		return interrupted;
	}
	change_file();
	if (action_in(errors) != 0) {
		errno = action_in(errors);
		return true;
	}
	return false;
}

static size_t shortened(size_t size)
{
	return is_action("short") && size > 7 ? 7 : size;
}

#define WRAP(type, function, parameters, arguments, failure) \
	type function parameters \
	{ \
		return fails(#function) ? (failure) \
					: NEXT(function) arguments; \
	}

/* clang-format off */
WRAP(int, access, (const char *path, int mode), (path, mode), -1)
WRAP(int, close, (int fd), (fd), -1)
WRAP(int, fchmod, (int fd, mode_t mode), (fd, mode), -1)
WRAP(int, fchown, (int fd, uid_t owner, gid_t group), (fd, owner, group), -1)
WRAP(FILE *, fopen, (const char *path, const char *mode), (path, mode), NULL)
WRAP(int, fstat, (int fd, struct stat *st), (fd, st), -1)
WRAP(int, fsync, (int fd), (fd), -1)
WRAP(int, ftruncate, (int fd, off_t size), (fd, size), -1)
WRAP(off_t, lseek, (int fd, off_t at, int whence), (fd, at, whence), -1)
WRAP(int, lstat, (const char *path, struct stat *st), (path, st), -1)
WRAP(void *, mmap, (void *at, size_t size, int prot, int flags, int fd, off_t from),
	(at, size, prot, flags, fd, from), MAP_FAILED)
WRAP(int, mkostemp, (char *path, int flags), (path, flags), -1)
WRAP(int, pipe2, (int ends[2], int flags), (ends, flags), -1)
WRAP(ssize_t, pread, (int fd, void *to, size_t size, off_t at), (fd, to, size, at), -1)
WRAP(int, pthread_create, (pthread_t *made, const pthread_attr_t *how,
	void *(*start)(void *), void *with), (made, how, start, with), errno)
WRAP(ssize_t, pwrite, (int fd, const void *from, size_t size, off_t at),
	(fd, from, shortened(size), at), -1)
WRAP(ssize_t, read, (int fd, void *to, size_t size), (fd, to, size), -1)
WRAP(int, rename, (const char *from, const char *to), (from, to), -1)
WRAP(int, stat, (const char *path, struct stat *st), (path, st), -1)
WRAP(FILE *, tmpfile, (void), (), NULL)
WRAP(int, unlink, (const char *path), (path), -1)
WRAP(ssize_t, copy_file_range, (int from, off64_t *from_at, int to, off64_t *to_at,
	size_t size, unsigned flags), (from, from_at, to, to_at, shortened(size), flags), -1)
/* clang-format on */

/* glibc's _IO_ERR_SEEN, which ferror() looks at. */
#define ERR_SEEN 0x20

size_t fread(void *to, size_t size, size_t count, FILE *stream)
{
	if (fails("fread")) {
		stream->_flags |= ERR_SEEN;
		return 0;
	}
	return NEXT(fread)(to, size, count, stream);
}

int open(const char *path, int flags, ...)
{
	va_list args;
	mode_t mode;

	va_start(args, flags);
	mode = (flags & O_CREAT) != 0 ? va_arg(args, mode_t) : 0;
	va_end(args);
	return fails("open") ? -1 : NEXT(open)(path, flags, mode);
}

/* glibc's own, since dlsym() may need memory too. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);

void *malloc(size_t size)
{
	return fails("memory") ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return fails("memory") ? NULL : __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
	return fails("memory") ? NULL : __libc_realloc(memory, size);
}
