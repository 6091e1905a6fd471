/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Who called whom. A backtrace is captured first and printed later, or looked
 * at: capturing needs no console. Neither trusts the stack, takes a lock or
 * recurses: from any context, a panic included.
 */
#ifndef KERNEL_BACKTRACE_H
#define KERNEL_BACKTRACE_H

#include <stddef.h>
#include <stdint.h>

/* Lines that a backtrace has at most, the one that says it is cut included. */
#define BACKTRACE_MAX 32

enum backtrace_kind {
	BACKTRACE_PC,        /* addr is where the code was interrupted */
	BACKTRACE_LINK,      /* addr is a return address */
	BACKTRACE_BAD_FRAME, /* addr is no frame pointer; the last entry */
	BACKTRACE_BAD_LINK,  /* addr is no return address; the last entry */
	BACKTRACE_CUT,       /* there are more callers; the last entry */
};

struct backtrace_entry {
	uint64_t addr;
	enum backtrace_kind kind;
};

/* The innermost function comes first. */
struct backtrace {
	size_t count;
	struct backtrace_entry entries[BACKTRACE_MAX];
};

/* Captures the calls that led to this one; the caller itself comes first. */
void backtrace_capture(struct backtrace *b);

/*
 * Prints a backtrace as a table. A return address is shown as it is, with the
 * function that made the call: after a call that does not return it may itself
 * lie in the next one.
 */
void backtrace_print(const struct backtrace *b);

#endif
