/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "drivers/pl011.h"

#include <kernel/interrupt.h>
#include <kernel/time.h>

#include "support/kernel_test.h"

/* The UART's registers as plain memory, by word: DDI 0183, "Register summary". */
enum {
	DR = 0,
	FR = 6,
	IBRD = 9,
	FBRD = 10,
	LCR_H = 11,
	CR = 12,
	IFLS = 13,
	IMSC = 14,
	ICR = 17,
	COUNT = 18
};

#define FR_EMPTY 0x90 /* nothing received, all sent */
#define FR_STUCK 0x28 /* busy and full */

static struct pl011 uart_at(uint32_t *registers)
{
	return (struct pl011){
		.driver = PL011_DRIVER("test"),
		.clock_hz = 48000000,
		.baud = 921600,
		.base = (uintptr_t)registers,
	};
}

KERNEL_TEST(pl011_is_set_up_for_its_baud_rate)
{
	uint32_t registers[COUNT] = { [FR] = FR_EMPTY };
	struct pl011 uart = uart_at(registers);

	/* 48 MHz / (16 * 921600) = 3.2552; 0.2552 * 64 = 16.3 */
	pl011_set_up(&uart);
	kernel_assert(registers[IBRD] == 3 && registers[FBRD] == 16);
	kernel_assert(registers[LCR_H] == 0x70);
	kernel_assert(registers[CR] == 0x301);
	kernel_assert(registers[IMSC] == 0 && registers[ICR] == 0x7ff);

	/* 24 MHz / (16 * 115200) = 13.0208; 0.0208 * 64 = 1.3 */
	uart.clock_hz = 24000000;
	uart.baud = 115200;
	pl011_set_up(&uart);
	kernel_assert(registers[IBRD] == 13 && registers[FBRD] == 1);
}

KERNEL_TEST(pl011_sends_and_receives)
{
	uint32_t registers[COUNT] = { [FR] = FR_EMPTY };
	struct pl011 uart = uart_at(registers);
	char c = 'x';

	pl011_set_up(&uart);
	uart.console.write_char(&uart.console, 'a');
	kernel_assert(registers[DR] == 'a');
	kernel_assert(!uart.console.read_char(&uart.console, &c));
	kernel_assert(c == 'x');

	/* A character with an error flag above it */
	registers[FR] = 0;
	registers[DR] = 0x400 | 'b';
	kernel_assert(uart.console.read_char(&uart.console, &c));
	kernel_assert(c == 'b');
}

KERNEL_TEST(pl011_that_is_stuck_does_not_hang_the_kernel)
{
	uint32_t registers[COUNT] = { [DR] = 'x', [FR] = FR_STUCK };
	const uint64_t start = time_uptime_ns();
	struct pl011 uart = uart_at(registers);

	pl011_set_up(&uart);
	for (int i = 0; i < 1000; i++) {
		uart.console.write_char(&uart.console, 'a');
	}
	uart.console.flush(&uart.console);
	kernel_assert(registers[DR] == 'x');
	kernel_assert(time_uptime_ns() - start < NS_PER_SECOND);

	registers[FR] = FR_EMPTY;
	uart.console.write_char(&uart.console, 'a');
	kernel_assert(registers[DR] == 'a');
}

/* No device of a board is there, and no other unit test. */
#define FREE_IRQ 23

/* A FIFO that never empties: the handler must end all the same, and echo. */
KERNEL_TEST(pl011_receives_by_interrupt)
{
	static uint32_t registers[COUNT] = { [FR] = FR_EMPTY, [IFLS] = 0x12 };
	static struct pl011 uart;
	struct console *before;
	char c = 'x';

	uart = uart_at(registers);
	uart.irq = FREE_IRQ;
	pl011_set_up(&uart);
	kernel_assert(registers[IFLS] == 0);

	/* Of UARTIMSC: RXIM and RTIM */
	pl011_register_irq(&uart.driver);
	kernel_assert(registers[IMSC] == 0x50);
	interrupt_dispatch(FREE_IRQ);
	kernel_assert(uart.console.chars_received == 0);

	registers[FR] = 0;
	registers[DR] = 'a';
	before = console_register(&uart.console);
	interrupt_dispatch(FREE_IRQ);
	kernel_assert(console_try_read_char(&c));
	console_register(before);
	kernel_assert(c == 'a');
	kernel_assert(uart.console.chars_received == 32);
	kernel_assert(uart.console.chars_written == 32);
}
