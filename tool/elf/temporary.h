/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The one temporary file of a program. It is deleted when a signal such as
 * Ctrl-C's ends the program. The program still ends by that signal, and a
 * signal that was ignored at the start stays ignored.
 */
#ifndef KSYM_TOOL_TEMPORARY_H
#define KSYM_TOOL_TEMPORARY_H

/*
 * Creates and opens a file as mkostemp() does; PATH ends in XXXXXX. PATH must
 * stay valid until the file is renamed or deleted.
 */
int temporary_create(char *path);

/* Renames the file to TO, as rename() does. If that fails, the file remains. */
int temporary_rename(const char *to);

void temporary_delete(void);

#endif
