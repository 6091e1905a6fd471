/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The test system call, `svc #0x1337`, returns instead of panicking. */
#ifndef SYSTEM_CALL_H
#define SYSTEM_CALL_H

#include <arch/exception.h>

/* Called by each test system call, in its handler; NULL: nothing is. */
typedef void system_call_observer(const struct exception_context *context);
extern system_call_observer *system_call_observed;

#endif
