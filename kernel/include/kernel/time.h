/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Time since power-on, from a counter that runs at a fixed frequency. All of
 * this works from the first line of kernel_init on, in any context.
 */
#ifndef KERNEL_TIME_H
#define KERNEL_TIME_H

#include <stdint.h>

#define NS_PER_SECOND UINT64_C(1000000000)
#define NS_PER_MS     UINT64_C(1000000)
#define NS_PER_US     UINT64_C(1000)

/* Nanoseconds since power-on, the firmware's time included. */
uint64_t time_uptime_ns(void);

/* Nanoseconds that one tick of the counter lasts, rounded down. */
uint64_t time_resolution_ns(void);

/* Adds periods that have passed. By the timer's handler, with IRQs masked. */
void time_tick(uint64_t periods);

/* The periods of the timer since it was started; 0 before. */
uint64_t time_ticks(void);

/* Interrupts by which the timer told of them: fewer, if any came late. */
uint64_t time_tick_interrupts(void);

/* Returns after at least ns nanoseconds. */
void time_spin_for(uint64_t ns);

/*
 * Conversions at frequency ticks a second (0 is taken as 1). Ticks to
 * nanoseconds rounds down, the other way up, so that a wait is never too short.
 * What does not fit in 64 bits gives UINT64_MAX.
 */
uint64_t time_ticks_to_ns(uint64_t ticks, uint32_t frequency);
uint64_t time_ns_to_ticks(uint64_t ns, uint32_t frequency);

/* The counter, read no earlier than the code before the call ran. */
uint64_t arch_counter(void);

/* Its frequency in Hz, as the firmware has set it; never 0. */
uint32_t arch_counter_frequency(void);

#endif
