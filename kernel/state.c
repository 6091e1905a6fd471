/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <kernel/state.h>

#include <kernel/cpu.h>
#include <kernel/panic.h>

enum kernel_state {
	STATE_INIT,
	STATE_SINGLE_CORE,
};

static enum kernel_state state = STATE_INIT;

bool state_is_init(void)
{
	return state == STATE_INIT;
}

void state_transition_to_single_core(void)
{
	/* No handler and no other core runs between test and change. */
	const uint64_t interrupts = arch_interrupts_save_and_mask();

	if (state != STATE_INIT) {
		panic("to the single core state from another than init");
	}
	state = STATE_SINGLE_CORE;
	arch_interrupts_restore(interrupts);
}
