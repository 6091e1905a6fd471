/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef PANIC_H
#define PANIC_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Where start.S enters the language; what the example is about. */
void kernel_main(void);

/* Text on the console. */
void print(const char *text);

/* Prints why, and who called; then the machine is off. */
__attribute__((noreturn)) void panic(const char *why);

/* The same for an exception at pc; frame is the frame pointer there. */
__attribute__((noreturn)) void fault(uintptr_t pc, uintptr_t frame);

/* What a machine.c has: one character to the console, and the way out. */
void console_put(char c);
__attribute__((noreturn)) void power_off(void);

#ifdef __cplusplus
}
#endif

#endif
