/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Interrupts: one controller, and a handler for each number that may come. All
 * of it is set up in the init state, with IRQs masked; later it is only read.
 */
#ifndef KERNEL_INTERRUPT_H
#define KERNEL_INTERRUPT_H

/* Numbers that a controller may have: 0 to KERNEL_IRQ_MAX - 1. */
#define KERNEL_IRQ_MAX 256

/* handle is called with context, in the interrupt, with IRQs masked. */
struct interrupt_handler {
	const char *name;
	void (*handle)(void *context);
	void *context;
};

struct interrupt_controller {
	const char *name;
	unsigned int irq_count; /* numbers are 0 .. irq_count - 1 */

	/* Lets the source irq, below irq_count, reach the core. */
	void (*enable)(struct interrupt_controller *ic, unsigned int irq);

	/*
	 * Calls interrupt_dispatch(irq) for what is pending. IRQs are masked.
	 * Must end, even if a source never quiets.
	 */
	void (*handle_pending)(struct interrupt_controller *ic);
};

/*
 * Makes ic the controller, for good; before that there is none and an IRQ
 * panics. Panics on a second one, and if it has over KERNEL_IRQ_MAX numbers.
 * In the init state.
 */
void interrupt_controller_register(struct interrupt_controller *ic);

/*
 * Makes handler the one for irq, for good. Panics if irq has one or is none of
 * the controller's. In the init state.
 */
void interrupt_register(unsigned int irq, struct interrupt_handler handler);

/*
 * Lets irq reach the core, which needs a handler by then. Panics if irq is none
 * of the controller's. In the init state.
 */
void interrupt_enable(unsigned int irq);

/*
 * Calls the handler of irq; panics if there is none. By the controller, with
 * IRQs masked.
 */
void interrupt_dispatch(unsigned int irq);

/* Has the controller handle what is pending. By the IRQ vector. */
void interrupt_handle(void);

/* Logs the handlers by number. */
void interrupt_print_handlers(void);

#endif
