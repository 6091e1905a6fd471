/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef PANIC_H
#define PANIC_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The entry from start.S to C, C++ or Rust. */
void kernel_main(void);

/* Prints text on the console. */
void print(const char *text);

/* Prints the reason and the callers, and turns the machine off. */
__attribute__((noreturn)) void panic(const char *why);

/* The same for an exception at pc, with the frame pointer there. */
__attribute__((noreturn)) void fault(uintptr_t pc, uintptr_t frame);

/* Each machine.c has these: print a character, and turn the machine off. */
void console_put(char c);
__attribute__((noreturn)) void power_off(void);

#ifdef __cplusplus
}
#endif

#endif
