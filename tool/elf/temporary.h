/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The one file that is there only while another is written. It goes when a
 * signal such as that of Ctrl-C ends the program, which ends as without this:
 * by that signal, and not at all if whoever started it had it ignored.
 */
#ifndef KSYM_TOOL_TEMPORARY_H
#define KSYM_TOOL_TEMPORARY_H

/*
 * Makes a file of a new name, for which PATH ends in XXXXXX, and opens it. PATH
 * stays where it is until the file is renamed or deleted. As mkostemp().
 */
int temporary_create(char *path);

/* Puts the file in place of TO. As rename(): if it fails, the file is there. */
int temporary_rename(const char *to);

void temporary_delete(void);

#endif
