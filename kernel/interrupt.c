/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <kernel/interrupt.h>

#include <stddef.h>

#include <kernel/lock.h>
#include <kernel/log.h>
#include <kernel/mmio.h>
#include <kernel/panic.h>

static void null_enable(struct interrupt_controller *ic, unsigned int irq)
{
	panic("IRQ %u enabled without an %s", irq, ic->name);
}

static void null_handle_pending(struct interrupt_controller *ic)
{
	panic("an IRQ without an %s", ic->name);
}

static struct interrupt_controller null_controller = {
	.name = "interrupt controller",
	.enable = null_enable,
	.handle_pending = null_handle_pending,
};

static const struct init_lock lock = { .name = "interrupt handlers" };
static struct interrupt_controller *controller = &null_controller;
static struct interrupt_handler handlers[KERNEL_IRQ_MAX];

static void check_number(unsigned int irq)
{
	if (irq >= controller->irq_count) {
		panic("IRQ %u is out of range: the %s has %u", irq,
			controller->name, controller->irq_count);
	}
}

void interrupt_controller_register(struct interrupt_controller *ic)
{
	init_lock_write(&lock);
	if (ic->irq_count > KERNEL_IRQ_MAX) {
		panic("%s: %u IRQs, at most %u are handled", ic->name,
			ic->irq_count, KERNEL_IRQ_MAX);
	}
	if (controller != &null_controller) {
		panic("%s: the %s is registered already", ic->name,
			controller->name);
	}
	controller = ic;
}

void interrupt_register(unsigned int irq, struct interrupt_handler handler)
{
	init_lock_write(&lock);
	check_number(irq);
	if (handlers[irq].handle != NULL) {
		panic("IRQ %u of %s is taken by %s", irq, handler.name,
			handlers[irq].name);
	}
	handlers[irq] = handler;
}

void interrupt_enable(unsigned int irq)
{
	init_lock_write(&lock);
	check_number(irq);
	mmio_switch_device();
	controller->enable(controller, irq);
	mmio_switch_device();
}

void interrupt_dispatch(unsigned int irq)
{
	check_number(irq);
	if (handlers[irq].handle == NULL) {
		panic("No handler registered for IRQ %u", irq);
	}
	mmio_switch_device();
	handlers[irq].handle(handlers[irq].context);
	mmio_switch_device();
}

void interrupt_handle(void)
{
	mmio_switch_device();
	controller->handle_pending(controller);
	mmio_switch_device();
}

void interrupt_print_handlers(void)
{
	info("      Peripheral handler:");
	for (unsigned int irq = 0; irq < KERNEL_IRQ_MAX; irq++) {
		if (handlers[irq].handle != NULL) {
			info("            %3u. %s", irq, handlers[irq].name);
		}
	}
}
