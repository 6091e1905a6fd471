/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Byte by byte: the kernel moves little. kernel.mk has the compiler not turn
 * these loops into calls of the functions that they implement.
 */
#include <kernel/string.h>

void *memcpy(void *restrict dest, const void *restrict src, size_t size)
{
	unsigned char *d = dest;
	const unsigned char *s = src;

	while (size-- > 0) {
		*d++ = *s++;
	}
	return dest;
}

void *memmove(void *dest, const void *src, size_t size)
{
	unsigned char *d = dest;
	const unsigned char *s = src;

	if (d <= s) {
		return memcpy(dest, src, size);
	}
	while (size-- > 0) {
		d[size] = s[size];
	}
	return dest;
}

void *memset(void *dest, int byte, size_t size)
{
	unsigned char *d = dest;

	while (size-- > 0) {
		*d++ = (unsigned char)byte;
	}
	return dest;
}

int memcmp(const void *a, const void *b, size_t size)
{
	const unsigned char *p = a;
	const unsigned char *q = b;

	for (size_t i = 0; i < size; i++) {
		if (p[i] != q[i]) {
			return p[i] - q[i];
		}
	}
	return 0;
}

int strcmp(const char *a, const char *b)
{
	while (*a != '\0' && *a == *b) {
		a++;
		b++;
	}
	return (unsigned char)*a - (unsigned char)*b;
}

size_t strnlen(const char *text, size_t max)
{
	size_t length = 0;

	while (length < max && text[length] != '\0') {
		length++;
	}
	return length;
}
