/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <arch/asm.h>

/* Keeps a core asleep for good. */
FUNC park
1:	wfe
	b	1b
END_FUNC park
