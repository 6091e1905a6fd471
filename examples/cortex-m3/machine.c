/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Arm's MPS2 board with the image AN385: a CMSDK UART, and semihosting. */
#include "panic.h"

struct cmsdk_uart {
	uint32_t data, state, control, interrupt, baud_divider;
};

#define UART0            ((volatile struct cmsdk_uart *)0x40004000)
#define UART_TX_FULL     0x1
#define UART_TX          0x1 /* enable */
#define BAUD_DIVIDER_MIN 16

#define SYS_EXIT         0x18
#define APPLICATION_EXIT 0x20026

void console_put(char c)
{
	UART0->baud_divider = BAUD_DIVIDER_MIN;
	UART0->control = UART_TX;
	while (UART0->state & UART_TX_FULL) {
	}
	UART0->data = (uint8_t)c;
}

void power_off(void)
{
	register uint32_t operation __asm__("r0") = SYS_EXIT;
	register uint32_t reason __asm__("r1") = APPLICATION_EXIT;

	__asm__ volatile("bkpt 0xab"
			 :
			 : "r"(operation), "r"(reason)
			 : "memory");
	for (;;) {
	}
}
