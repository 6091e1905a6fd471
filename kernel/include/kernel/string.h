/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The part of the C library that the compiler and we need, as in C11. */
#ifndef KERNEL_STRING_H
#define KERNEL_STRING_H

#include <stddef.h>

void *memcpy(void *restrict dest, const void *restrict src, size_t size);
void *memmove(void *dest, const void *src, size_t size);
void *memset(void *dest, int byte, size_t size);
int memcmp(const void *a, const void *b, size_t size);
int strcmp(const char *a, const char *b);

/* The length of text, at most max: no byte behind text[max - 1] is read. */
size_t strnlen(const char *text, size_t max);

#endif
