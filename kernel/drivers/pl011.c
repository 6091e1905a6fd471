/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "pl011.h"

#include <stddef.h>

#include <kernel/interrupt.h>
#include <kernel/memory.h>
#include <kernel/mmio.h>
#include <kernel/panic.h>
#include <kernel/time.h>

/* Register offsets and bits, DDI 0183, "Programmers Model". */
#define UARTDR    0x00
#define UARTFR    0x18
#define UARTIBRD  0x24
#define UARTFBRD  0x28
#define UARTLCR_H 0x2c
#define UARTCR    0x30
#define UARTIFLS  0x34
#define UARTIMSC  0x38
#define UARTICR   0x44

#define FR_BUSY (1 << 3)
#define FR_RXFE (1 << 4)
#define FR_TXFF (1 << 5)

#define LCR_H_FEN       (1 << 4)
#define LCR_H_WLEN_8BIT (3 << 5)

#define CR_UARTEN (1 << 0)
#define CR_TXE    (1 << 8)
#define CR_RXE    (1 << 9)

#define IFLS_RX_EIGHTH (0 << 3) /* of the FIFO filled: "UARTIFLS" */

/* UARTIMSC: the FIFO has reached its level; or holds less, for 32 bits' time. */
#define INT_RX (1 << 4)
#define INT_RT (1 << 6)

#define ICR_ALL 0x7ff

/* "UARTIBRD": 1 to 65535, here in 64ths. */
#define DIVISOR_MIN (UINT32_C(1) << 6)
#define DIVISOR_MAX (UINT32_C(65535) << 6)

#define REGISTERS_SIZE 0x1000

/* Characters: 16, or 32 from revision r1p5 on ("Product revisions"). */
#define FIFO_DEPTH 32

/*
 * A full FIFO empties within 3 ms at 57,600 baud. A device that takes longer is
 * stuck, and a kernel that panics must not hang there.
 */
#define WAIT_LIMIT_NS (100 * NS_PER_MS)

/*
 * Waits until the flag is clear; returns false after WAIT_LIMIT_NS. After that
 * no call waits, until one sees its flag clear.
 */
static bool wait_clear(struct pl011 *uart, uint32_t flag)
{
	const uint64_t start = time_uptime_ns();
	const uint64_t limit = uart->stuck ? 0 : WAIT_LIMIT_NS;

	uart->stuck = false;
	while ((mmio_read32(uart->base + UARTFR) & flag) != 0) {
		if (time_uptime_ns() - start >= limit) {
			uart->stuck = true;
			return false;
		}
	}
	return true;
}

static struct pl011 *from_console(struct console *console)
{
	return (struct pl011 *)(void *)((char *)console -
					offsetof(struct pl011, console));
}

static void write_char(struct console *console, char c)
{
	struct pl011 *const uart = from_console(console);

	if (wait_clear(uart, FR_TXFF)) {
		mmio_write32(uart->base + UARTDR, (unsigned char)c);
	}
}

static bool read_char(struct console *console, char *cp)
{
	struct pl011 *const uart = from_console(console);

	if ((mmio_read32(uart->base + UARTFR) & FR_RXFE) != 0) {
		return false;
	}
	*cp = (char)mmio_read32(uart->base + UARTDR);
	return true;
}

static void flush(struct console *console)
{
	wait_clear(from_console(console), FR_BUSY);
}

/* The divisor clock / (16 * baud) in 64ths, to the nearest. */
static uint32_t divisor_64ths(uint32_t clock_hz, uint32_t baud)
{
	return (uint32_t)((UINT64_C(4) * clock_hz + baud / 2) / baud);
}

static struct pl011 *from_driver(struct device_driver *driver)
{
	return (struct pl011 *)(void *)driver;
}

_Static_assert(offsetof(struct pl011, driver) == 0, "from_driver needs it");

void pl011_set_up(struct pl011 *uart)
{
	const uint32_t divisor = divisor_64ths(uart->clock_hz, uart->baud);
	const uintptr_t base = uart->base;

	uart->console = (struct console){
		.name = uart->driver.name,
		.write_char = write_char,
		.read_char = read_char,
		.flush = flush,
	};
	kernel_assert(divisor >= DIVISOR_MIN && divisor <= DIVISOR_MAX);
	flush(&uart->console);
	mmio_write32(base + UARTCR, 0);
	mmio_write32(base + UARTLCR_H, 0); /* empties the FIFOs */
	mmio_write32(base + UARTIMSC, 0);
	mmio_write32(base + UARTICR, ICR_ALL);

	/* "Line Control Register": a write to it makes the divisors count. */
	mmio_write32(base + UARTIBRD, divisor >> 6);
	mmio_write32(base + UARTFBRD, divisor & 0x3f);
	mmio_write32(base + UARTLCR_H, LCR_H_WLEN_8BIT | LCR_H_FEN);
	mmio_write32(base + UARTIFLS, IFLS_RX_EIGHTH);
	mmio_write32(base + UARTCR, CR_UARTEN | CR_TXE | CR_RXE);
}

/*
 * Reading ends the interrupt ("Interrupts", UARTRXINTR and UARTRTINTR). What a
 * device that is faster than this loop leaves in the FIFO raises it again.
 */
static void handle_receive(void *context)
{
	struct pl011 *const uart = context;
	char c;

	for (int i = 0; i < FIFO_DEPTH && read_char(&uart->console, &c); i++) {
		console_receive(&uart->console, c);
	}
}

void pl011_init(struct device_driver *driver)
{
	struct pl011 *const uart = from_driver(driver);

	uart->base = memory_map_device(
		driver->name, uart->phys_base, REGISTERS_SIZE);
	pl011_set_up(uart);
}

void pl011_post_init(struct device_driver *driver)
{
	console_register(&from_driver(driver)->console);
}

void pl011_register_irq(struct device_driver *driver)
{
	struct pl011 *const uart = from_driver(driver);
	const struct interrupt_handler handler = {
		.name = driver->name,
		.handle = handle_receive,
		.context = uart,
	};

	interrupt_register(uart->irq, handler);
	interrupt_enable(uart->irq);
	uart->console.interrupt_driven = true;
	mmio_write32(uart->base + UARTIMSC, INT_RX | INT_RT);
}
