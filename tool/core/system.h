/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * What POSIX's base of 2008 does not have: system_gnu.c takes it from the C
 * library, system_posix.c makes do without, and tool.mk says which is built;
 * system.c is for both.
 */
#ifndef KSYM_TOOL_SYSTEM_H
#define KSYM_TOOL_SYSTEM_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* The first LENGTH bytes at TEXT among SIZE bytes at IN; NULL: they are not. */
void *system_find(const void *in, size_t size, const void *text, size_t length);

/* The last BYTE among SIZE bytes at IN, or NULL. */
void *system_find_last(const void *in, int byte, size_t size);

/* The greatest number of a signal. */
int system_last_signal(void);

/* Zeros that a process shares with those it forks, until munmap; NULL: errno. */
void *system_share(size_t size);

/* A pipe, and a temporary file of mkstemp's, that no program run inherits. */
int system_pipe(int ends[2]);
int system_temporary(char *path);

/* PATH without symbolic links, dots and relative parts, to be freed; or NULL. */
char *system_path(const char *path);

/*
 * Finds data that is no hole in [AT, END): sets [*BEGINP, *ENDP) to where there
 * may be some. False: a hole reaches to END.
 */
bool system_next_data(int fd, off_t at, off_t end, off_t *beginp, off_t *endp);

/*
 * Copies at most SIZE bytes, to be a short way where file systems know one.
 * Returns how many; 0 or -1 where it did nothing, though there may be a way.
 */
ssize_t system_copy(int from, off_t at, int to, off_t to_at, size_t size);

#endif
