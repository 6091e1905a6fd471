/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The PL011: "PrimeCell UART (PL011) Technical Reference Manual", DDI 0183. */
#ifndef PL011_H
#define PL011_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <kernel/console.h>

/* One UART. The console is registered by whoever owns the UART. */
struct pl011 {
	struct console console;
	uintptr_t base;
	bool stuck; /* the last wait was in vain */
};

/*
 * Sets the UART up at base, its mapped registers, for 8N1 at baud bits a second
 * from a clock of clock_hz; polled, with its interrupts off. What it is still
 * sending leaves first, if the device is alive.
 */
void pl011_init(struct pl011 *uart, const char *name, uintptr_t base,
	uint32_t clock_hz, uint32_t baud);

#endif
