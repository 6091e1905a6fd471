/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* A kernel that faults three calls deep: no device answers at NOWHERE. */
#include "panic.h"

#include "machine.h"

/* With a frame of its own. */
#define FRAME __attribute__((noinline))

/* Without: the backtrace has it by the lines. */
static inline uint32_t load(uintptr_t reg)
{
	return *(const volatile uint32_t *)reg;
}

static FRAME uint32_t sensor_read(uintptr_t reg)
{
	print("Reading\n");
	return load(reg);
}

static FRAME uint32_t sensor_average(uintptr_t reg, uint32_t count)
{
	uint32_t sum = 0;

	for (uint32_t i = 0; i < count; i++) {
		sum += sensor_read(reg);
	}
	return sum / count;
}

static FRAME uint32_t control_loop(void)
{
	return sensor_average(MACHINE_NOWHERE, 4) + 273;
}

void kernel_main(void)
{
	print("Booted\n");
	print(control_loop() > 300 ? "Warm\n" : "Cold\n");
	power_off();
}
