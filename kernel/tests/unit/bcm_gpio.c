/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The driver built once more, against registers that keep a record of what is
 * written to them, and of how long that takes.
 */
#include <stddef.h>
#include <stdint.h>

#include <kernel/mmio.h>
#include <kernel/time.h>

#include "support/kernel_test.h"

static void record_write(uintptr_t addr, uint32_t value);

#define mmio_write32          record_write
#define bcm_gpio_init         recorded_gpio_init
#define bcm_gpio_post_init    recorded_gpio_post_init
#define bcm_gpio_connect_uart recorded_gpio_connect_uart
#include "drivers/bcm_gpio.c"

#define RECORDS 16

struct record {
	uintptr_t offset;
	uint32_t value;
	uint64_t time_ns;
};

static uint32_t registers[0xf4 / 4];
static struct record records[RECORDS];
static size_t record_count;

static void record_write(uintptr_t addr, uint32_t value)
{
	kernel_assert(record_count < RECORDS);
	records[record_count++] = (struct record){
		.offset = addr - (uintptr_t)registers,
		.value = value,
		.time_ns = time_uptime_ns(),
	};
	*(volatile uint32_t *)addr = value;
}

/* Has the driver connect the UART; every bit that it may not touch is 1. */
static void connect_uart(enum bcm_gpio_chip chip)
{
	struct bcm_gpio gpio = {
		.driver = BCM_GPIO_DRIVER("test"),
		.chip = chip,
		.lock = { .name = "test" },
		.base = (uintptr_t)registers,
	};

	for (size_t i = 0; i < sizeof(registers) / sizeof(registers[0]); i++) {
		registers[i] = UINT32_MAX;
	}
	record_count = 0;
	bcm_gpio_connect_uart(&gpio);
}

static void expect_records(const struct record *expected, size_t count)
{
	kernel_assert(record_count == count);
	for (size_t i = 0; i < count; i++) {
		kernel_assert(records[i].offset == expected[i].offset);
		kernel_assert(records[i].value == expected[i].value);
	}
}

/*
 * GPFSEL1, bits 14 to 12 and 17 to 15: 0b100. Then, for each pin: GPPUD up, its
 * clock, GPPUD off, clock off. "GPIO Pull-up/down Clock Registers".
 */
KERNEL_TEST(bcm_gpio_connects_the_uart_of_a_bcm2837)
{
	static const struct record expected[] = {
		{ 0x04, 0xffffcfff, 0 },
		{ 0x04, 0xfffe4fff, 0 },
		{ 0x94, 2, 0 },
		{ 0x98, 1 << 14, 0 },
		{ 0x94, 0, 0 },
		{ 0x98, 0, 0 },
		{ 0x94, 2, 0 },
		{ 0x98, 1 << 15, 0 },
		{ 0x94, 0, 0 },
		{ 0x98, 0, 0 },
	};

	connect_uart(BCM2837_GPIO);
	expect_records(expected, sizeof(expected) / sizeof(expected[0]));

	/* 150 cycles of 19.2 MHz before and after a pin's clock is set */
	for (size_t i = 3; i < record_count; i += 4) {
		kernel_assert(
			records[i].time_ns - records[i - 1].time_ns >= 7812);
		kernel_assert(
			records[i + 1].time_ns - records[i].time_ns >= 7812);
	}
}

/* GPIO_PUP_PDN_CNTRL_REG0, bits 29 to 28 and 31 to 30: 0b01. */
KERNEL_TEST(bcm_gpio_connects_the_uart_of_a_bcm2711)
{
	static const struct record expected[] = {
		{ 0x04, 0xffffcfff, 0 },
		{ 0x04, 0xfffe4fff, 0 },
		{ 0xe4, 0xdfffffff, 0 },
		{ 0xe4, 0x5fffffff, 0 },
	};

	connect_uart(BCM2711_GPIO);
	expect_records(expected, sizeof(expected) / sizeof(expected[0]));
}
