/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What the programs that walk their own stacks share. */
#ifndef WALK_OWN_H
#define WALK_OWN_H

#include <ksym_walk.h>

#include <stddef.h>

#define MOST 16

/* gcc gives r15's value at the function's start there, which is the caller's. */
#ifdef __s390x__
#define FRAME_POINTER() \
	__extension__({ \
		uintptr_t r15_; \
		__asm__ volatile("lgr %0, %%r15" : "=r"(r15_)); \
		r15_; \
	})
#else
#define FRAME_POINTER() ((uintptr_t)__builtin_frame_address(0))
#endif

static uint64_t returns[MOST]; /* the outermost first */
static size_t depth;

static inline void note(void *address)
{
	returns[depth++ % MOST] = (uintptr_t)address;
}

#endif
