/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* QEMU's "virt": an NS16550 and SiFive's test device. */
#include "panic.h"

#define UART_THR  ((volatile uint8_t *)0x10000000)
#define TEST      ((volatile uint32_t *)0x100000)
#define TEST_PASS 0x5555

void console_put(char c)
{
	*UART_THR = (uint8_t)c;
}

void power_off(void)
{
	*TEST = TEST_PASS;
	for (;;) {
	}
}
