/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "pl011.h"

#include <kernel/mmio.h>
#include <kernel/time.h>

/* Register offsets and bits, DDI 0183, "Programmers Model". */
#define UARTDR    0x00
#define UARTFR    0x18
#define UARTIBRD  0x24
#define UARTFBRD  0x28
#define UARTLCR_H 0x2c
#define UARTCR    0x30
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

#define ICR_ALL 0x7ff

/*
 * A full FIFO empties within 3 ms at 57,600 baud. Who waits longer waits for a
 * device that is stuck, and a kernel that panics must not hang there.
 */
#define WAIT_LIMIT_NS (100 * NS_PER_MS)

/*
 * Waits until the flag is clear; returns false if it did not become so. Once
 * that happened there is no more waiting, until a flag is seen to be clear.
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
	return (struct pl011 *)(void *)console;
}

_Static_assert(offsetof(struct pl011, console) == 0, "from_console needs it");

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

void pl011_init(struct pl011 *uart, const char *name, uintptr_t base,
	uint32_t clock_hz, uint32_t baud)
{
	const uint32_t divisor = divisor_64ths(clock_hz, baud);

	*uart = (struct pl011){
		.console = {
			.name = name,
			.write_char = write_char,
			.read_char = read_char,
			.flush = flush,
		},
		.base = base,
	};
	flush(&uart->console);
	mmio_write32(base + UARTCR, 0);
	mmio_write32(base + UARTIMSC, 0);
	mmio_write32(base + UARTICR, ICR_ALL);

	/* "Line Control Register": a write to it makes the divisors count. */
	mmio_write32(base + UARTIBRD, divisor >> 6);
	mmio_write32(base + UARTFBRD, divisor & 0x3f);
	mmio_write32(base + UARTLCR_H, LCR_H_WLEN_8BIT | LCR_H_FEN);
	mmio_write32(base + UARTCR, CR_UARTEN | CR_TXE | CR_RXE);
}
