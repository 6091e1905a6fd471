/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "system_call.h"

#include <stddef.h>

#include <arch/sysreg.h>

#define EC_SVC_A64  0x15
#define TEST_SVC_ID 0x1337

system_call_observer *system_call_observed;

bool exception_test_hook(struct exception_context *context)
{
	if (ESR_EC(context->esr) != EC_SVC_A64 ||
		ESR_ISS(context->esr) != TEST_SVC_ID) {
		return false;
	}
	if (system_call_observed != NULL) {
		system_call_observed(context);
	}
	return true;
}
