/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* A PC: the first serial port, and ACPI. */
#include "panic.h"

#define COM1 0x3f8

/* Where SeaBIOS puts PM1a_CNT of QEMU's "pc"; SLP_EN, and S5 as SLP_TYP 0. */
#define PM1A_CNT 0x604
#define SLP_EN   0x2000

void console_put(char c)
{
	__asm__ volatile("outb %0, %1" : : "a"(c), "Nd"((uint16_t)COM1));
}

void power_off(void)
{
	__asm__ volatile("outw %0, %1"
			 :
			 : "a"((uint16_t)SLP_EN), "Nd"((uint16_t)PM1A_CNT));
	for (;;) {
	}
}
