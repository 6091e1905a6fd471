/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The UART's receive interrupt, without the driver. After bring_up(). */
#ifndef UART_INTERRUPT_H
#define UART_INTERRUPT_H

/* Has the UART interrupt once it has received something. */
void uart_interrupt_on(void);

/* Waits until the UART holds a character that nobody has taken. */
void uart_wait_received(void);

#endif
