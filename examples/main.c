/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* A kernel that faults three calls deep: no device answers at NOWHERE. */
#include "panic.h"

#include "machine.h"

/* An inlined function would have no frame and no line in the backtrace. */
#define FRAME __attribute__((noinline))

static FRAME uint32_t sensor_read(uintptr_t reg)
{
	print("Reading\n");
	return *(const volatile uint32_t *)reg;
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
