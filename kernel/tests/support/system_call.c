/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Makes the test system call return instead of panic. */
#include <arch/exception.h>
#include <arch/sysreg.h>

#define EC_SVC_A64  0x15
#define TEST_SVC_ID 0x1337

bool exception_test_hook(struct exception_context *context)
{
	return ESR_EC(context->esr) == EC_SVC_A64 &&
	       ESR_ISS(context->esr) == TEST_SVC_ID;
}
