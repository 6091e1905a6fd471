/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Lines stamped with the time since power-on. From any context. */
#ifndef KERNEL_LOG_H
#define KERNEL_LOG_H

/* Prints `[    0.002640] ` and the formatted text as a line. */
__attribute__((format(printf, 1, 2))) void info(const char *format, ...);

/* The same with `[W   0.002640] `. */
__attribute__((format(printf, 1, 2))) void warn(const char *format, ...);

/* The stamp alone, with kind in the place of the W. */
void log_stamp(char kind);

#endif
