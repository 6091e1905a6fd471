/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The service processor writes to the console when it gets an event. */
#include "panic.h"

#include <stddef.h>

#define WRITE_EVENT_DATA 0x00760005
#define ASCII_CONSOLE    0x1a

/* A service call's control block, with one event of one character. */
struct sccb {
	uint16_t length;
	uint8_t function;
	uint8_t control[3];
	volatile uint16_t response;
	uint16_t event_length;
	uint8_t event_type;
	uint8_t event_flags;
	uint16_t reserved;
	char text;
} __attribute__((packed, aligned(8)));

#define SCCB_LENGTH (offsetof(struct sccb, text) + 1)

void console_put(char c)
{
	static struct sccb sccb;

	sccb = (struct sccb){
		.length = SCCB_LENGTH,
		.event_length =
			SCCB_LENGTH - offsetof(struct sccb, event_length),
		.event_type = ASCII_CONSOLE,
		.text = c,
	};
	/* SERVICE CALL */
	__asm__ volatile(".insn rre, 0xb2200000, %0, %1"
			 :
			 : "d"(WRITE_EVENT_DATA), "a"(&sccb)
			 : "cc", "memory");
	while (sccb.response == 0) {
	}
}

void power_off(void)
{
	/* SIGNAL PROCESSOR: stop this CPU, which is 0 and the only one. */
	__asm__ volatile("sigp %%r0, %0, 5" : : "a"(0ul) : "cc", "memory");
	for (;;) {
	}
}
