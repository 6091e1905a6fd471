/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Takes memory out of the processor's caches. */
#ifndef KSYM_BENCH_CACHE_H
#define KSYM_BENCH_CACHE_H

#include <stddef.h>

#define CACHE_LINE 64 /* bytes, on the machines below */

#if defined(__x86_64__)
static inline void cache_flush_line(const char *byte)
{
	__builtin_ia32_clflush(byte);
}

static inline void cache_wait(void)
{
	__builtin_ia32_mfence();
}
#elif defined(__aarch64__)
static inline void cache_flush_line(const char *byte)
{
	__asm__ volatile("dc civac, %0" ::"r"(byte) : "memory");
}

static inline void cache_wait(void)
{
	__asm__ volatile("dsb ish" ::: "memory");
}
#else
#error "how this machine's caches are emptied is not known here"
#endif

/* Every line of those bytes, at all levels; done when it returns. */
static inline void cache_flush(const void *bytes, size_t size)
{
	const char *first = bytes;

	for (size_t at = 0; at < size; at += CACHE_LINE) {
		cache_flush_line(first + at);
	}
	if (size > 0) {
		cache_flush_line(first + size - 1);
	}
	cache_wait();
}

#endif
