/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Formatted printing. The conversions are C's
 *
 *	%c %d %i %u %x %X %s %p %%
 *
 * with the flags `-` and `0`, a width (a number or `*`), the sizes l, ll and z,
 * and for %s a precision (a number or `*`): at most so many bytes are read. %p
 * prints 0x and 16 digits. A null string prints as (null); a conversion that is
 * none of these prints as it stands, and takes no argument.
 */
#ifndef KERNEL_PRINT_H
#define KERNEL_PRINT_H

#include <stdarg.h>
#include <stddef.h>

/* Prints to the console. From any context. */
__attribute__((format(printf, 1, 2))) void print(const char *format, ...);
__attribute__((format(printf, 1, 0))) void vprint(
	const char *format, va_list args);

/*
 * Formats into buffer, size bytes, always terminated if size is not 0. Returns
 * the length of the whole text, which was cut if that is not below size.
 */
__attribute__((format(printf, 3, 4))) size_t format_text(
	char *buffer, size_t size, const char *format, ...);

#endif
