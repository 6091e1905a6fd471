/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Sends the other cores to the kernel's entry, as a loader might: they must be
 * parked there and disturb nothing. Whoever runs this looks where they are.
 */
#include <kernel/cpu.h>
#include <kernel/init.h>
#include <kernel/print.h>
#include <kernel/time.h>

#include "support/board.h"
#include "support/bring_up.h"

void kernel_init(void)
{
	bring_up();
	board_release_cores();
	time_spin_for(100 * NS_PER_MS);
	print("The other cores are released\n");
	cpu_wait_forever();
}
