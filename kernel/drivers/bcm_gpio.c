/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "bcm_gpio.h"

#include <stddef.h>

#include <kernel/memory.h>
#include <kernel/mmio.h>
#include <kernel/time.h>

#define REGISTERS_SIZE 0xf4

/* The functions of ten pins a register, 3 bits each. */
#define GPFSEL(pin)       (4 * ((uintptr_t)(pin) / 10))
#define GPFSEL_SHIFT(pin) (3 * ((pin) % 10))
#define GPFSEL_MASK       UINT32_C(7)
#define GPFSEL_ALT0       UINT32_C(4)

/* BCM2837: what to do, and the pins to do it to, of 0 to 31. */
#define GPPUD     0x94
#define GPPUDCLK0 0x98
#define GPPUD_OFF 0
#define GPPUD_UP  2

/* BCM2711: the pulls of sixteen pins a register, 2 bits each. */
#define GPIO_PUP_PDN_CNTRL(pin)       (0xe4 + 4 * ((pin) / 16))
#define GPIO_PUP_PDN_CNTRL_SHIFT(pin) (2 * ((pin) % 16))
#define GPIO_PUP_PDN_CNTRL_MASK       UINT32_C(3)
#define GPIO_PUP_PDN_CNTRL_UP         UINT32_C(1)

/*
 * "GPIO Pull-up/down Clock Registers": 150 cycles of a clock that it does not
 * name. This is enough for any from the crystal's 19.2 MHz up.
 */
#define PULL_WAIT_NS (8 * NS_PER_US)

#define UART_TX_PIN 14
#define UART_RX_PIN 15

_Static_assert(offsetof(struct bcm_gpio, driver) == 0, "from_driver needs it");

static struct bcm_gpio *from_driver(struct device_driver *driver)
{
	return (struct bcm_gpio *)(void *)driver;
}

static void set_field(uintptr_t addr, uint32_t mask, uint32_t value)
{
	mmio_write32(addr, (mmio_read32(addr) & ~mask) | value);
}

static void select_alt0(const struct bcm_gpio *gpio, unsigned int pin)
{
	set_field(gpio->base + GPFSEL(pin), GPFSEL_MASK << GPFSEL_SHIFT(pin),
		GPFSEL_ALT0 << GPFSEL_SHIFT(pin));
}

static void pull_up_bcm2837(const struct bcm_gpio *gpio, unsigned int pin)
{
	mmio_write32(gpio->base + GPPUD, GPPUD_UP);
	time_spin_for(PULL_WAIT_NS);
	mmio_write32(gpio->base + GPPUDCLK0, UINT32_C(1) << pin);
	time_spin_for(PULL_WAIT_NS);
	mmio_write32(gpio->base + GPPUD, GPPUD_OFF);
	mmio_write32(gpio->base + GPPUDCLK0, 0);
}

static void pull_up_bcm2711(const struct bcm_gpio *gpio, unsigned int pin)
{
	const unsigned int shift = GPIO_PUP_PDN_CNTRL_SHIFT(pin);

	set_field(gpio->base + GPIO_PUP_PDN_CNTRL(pin),
		GPIO_PUP_PDN_CNTRL_MASK << shift,
		GPIO_PUP_PDN_CNTRL_UP << shift);
}

static void (*const pull_up[])(const struct bcm_gpio *, unsigned int) = {
	[BCM2837_GPIO] = pull_up_bcm2837,
	[BCM2711_GPIO] = pull_up_bcm2711,
};

void bcm_gpio_connect_uart(struct bcm_gpio *gpio)
{
	irq_lock_acquire(&gpio->lock);
	select_alt0(gpio, UART_TX_PIN);
	select_alt0(gpio, UART_RX_PIN);
	pull_up[gpio->chip](gpio, UART_TX_PIN);
	pull_up[gpio->chip](gpio, UART_RX_PIN);
	irq_lock_release(&gpio->lock);
}

void bcm_gpio_init(struct device_driver *driver)
{
	struct bcm_gpio *const gpio = from_driver(driver);

	gpio->lock.name = driver->name;
	gpio->base = memory_map_device(
		driver->name, gpio->phys_base, REGISTERS_SIZE);
}

void bcm_gpio_post_init(struct device_driver *driver)
{
	bcm_gpio_connect_uart(from_driver(driver));
}
