/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* An access to where no device is is an external abort, which is named. */
#include <kernel/init.h>
#include <kernel/memory.h>
#include <kernel/mmio.h>
#include <kernel/panic.h>

#include "support/board.h"
#include "support/bring_up.h"
#include "support/qemu_exit.h"

/* The panic is what this test is about. */
void panic_exit(void)
{
	qemu_exit_success();
}

void kernel_init(void)
{
	bring_up();
	mmio_write32(memory_map_device("Bad device", board_bad_device(), 4), 1);
	qemu_exit_failure();
}
