/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef BRING_UP_H
#define BRING_UP_H

/*
 * What each test kernel starts with: exceptions, symbols, the console, and what
 * kernel_init unmasks before interrupts.
 */
void bring_up(void);

#endif
