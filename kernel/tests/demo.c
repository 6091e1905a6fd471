/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * What symbols are for: a fault three calls deep, and a panic that names the
 * function. The chain follows a list that somebody has left half built.
 */
#include <stddef.h>
#include <stdint.h>

#include <kernel/board.h>
#include <kernel/init.h>
#include <kernel/log.h>
#include <kernel/panic.h>
#include <kernel/symbols.h>

#include "support/bring_up.h"
#include "support/qemu_exit.h"

struct packet {
	struct packet *next;
	uint16_t length;
	uint16_t checksum; /* all other bits than length */
};

/* The panic is what this test is about. */
void panic_exit(void)
{
	qemu_exit_success();
}

/* It has no call of its own, but lines that say so. */
static inline __attribute__((always_inline)) uint16_t checksum(
	const volatile struct packet *packet)
{
	return (uint16_t)~packet->length;
}

static __attribute__((noinline, noclone)) uint32_t packet_length(
	const volatile struct packet *packet)
{
	const uint16_t sum = checksum(packet);

	return sum == packet->checksum ? packet->length : 0;
}

static __attribute__((noinline, noclone)) uint32_t queue_sum(
	const struct packet *first)
{
	uint32_t sum = 0;

	for (const struct packet *p = first; p != NULL; p = p->next) {
		sum += packet_length(p);
	}
	return sum;
}

static __attribute__((noinline, noclone)) void network_poll(
	const struct packet *queue)
{
	info("%u bytes are waiting", queue_sum(queue));
}

void kernel_init(void)
{
	static struct packet last = { (struct packet *)0xdead0000, 20,
		(uint16_t)~20 };
	static struct packet first = { &last, 60, (uint16_t)~60 };

	bring_up();
	info("Booting on: %s", board_name());
	info("Kernel symbols: %lu", symbols_count());
	info("Polling the network...");
	network_poll(&first);

	/* The fault must not get through. */
	qemu_exit_failure();
}
