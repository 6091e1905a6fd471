/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "bring_up.h"

#include <kernel/board.h>
#include <kernel/driver.h>
#include <kernel/exception.h>
#include <kernel/memory.h>
#include <kernel/symbols.h>

void bring_up(void)
{
	exception_init();
	symbols_init();
	memory_init();
	board_register_drivers();
	driver_init_all();
	exception_unmask_serror();
}
