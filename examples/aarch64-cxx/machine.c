/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* QEMU's "virt": a PL011 for output, and PSCI to turn the machine off. */
#include "panic.h"

#define UART_DR ((volatile uint32_t *)0x09000000)

/* Arm Power State Coordination Interface, SYSTEM_OFF. */
#define SYSTEM_OFF 0x84000008

void console_put(char c)
{
	*UART_DR = (uint8_t)c;
}

void power_off(void)
{
	register uint64_t function __asm__("x0") = SYSTEM_OFF;

	__asm__ volatile("hvc #0" : "+r"(function) : : "memory");
	for (;;) {
	}
}
