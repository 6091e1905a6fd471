/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef ARCH_BACKTRACE_H
#define ARCH_BACKTRACE_H

struct backtrace;
struct exception_context;

/*
 * Captures the calls that led to interrupted code. Where it was interrupted
 * comes first, then its caller, even if there is no frame record for it.
 */
void backtrace_capture_exception(
	struct backtrace *b, const struct exception_context *context);

#endif
