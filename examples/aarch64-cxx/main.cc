// SPDX-License-Identifier: MIT OR Apache-2.0
// A kernel in C++ that faults three calls deep: no device answers at NOWHERE.
#include "panic.h"

#include "machine.h"

// With a frame of its own; what is inlined has lines only.
#define FRAME __attribute__((noinline))

namespace sensors
{

template <unsigned Channel> struct Thermometer {
	FRAME uint32_t read(uintptr_t base) const
	{
		return reinterpret_cast<const volatile uint32_t *>(base)[Channel];
	}
};

template <typename Sensor> FRAME uint32_t average(const Sensor &sensor, unsigned count)
{
	uint32_t sum = 0;

	for (unsigned i = 0; i < count; i++) {
		sum += sensor.read(MACHINE_NOWHERE);
	}
	return sum / count;
}

} // namespace sensors

namespace control
{

FRAME static uint32_t loop()
{
	return average(sensors::Thermometer<3>(), 4) + 273;
}

} // namespace control

void kernel_main()
{
	print("Booted\n");
	print(control::loop() > 300 ? "Warm\n" : "Cold\n");
	power_off();
}
