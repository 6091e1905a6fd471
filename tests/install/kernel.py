# SPDX-License-Identifier: MIT OR Apache-2.0
"""The kernel that the tests build: docs/porting.md's code and linker script, for
QEMU's virt of AArch64, with as little around them as a console, two functions of libc and an exit."""
import re

from installed import ROOT

TEXT = (ROOT / "docs/porting.md").read_text()
CODE = "".join(re.findall(r"```c\n(.*?)```", TEXT, re.S))
SECTION = re.search(r"^ +(\.kernel_symbols : .*\n)", TEXT, re.M)[1]

CFLAGS = ("-std=c11", "-O1", "-Wall", "-Wextra", "-Werror", "-ffreestanding", "-fno-pic",
          "-fno-stack-protector", "-mgeneral-regs-only", "-mstrict-align",
          "-fno-omit-frame-pointer", "-mno-omit-leaf-frame-pointer",
          "-fno-optimize-sibling-calls")
LDFLAGS = ("-nostdlib", "-static", "-no-pie", "-Wl,--build-id=none",
           "-Wl,-z,max-page-size=4096")
CROSS = "aarch64-linux-gnu-"

# QEMU loads at 1 GiB and starts in EL1, with the MMU off. PL011 at 0x09000000.
SCRIPT = """
ENTRY(_start)
PHDRS { text PT_LOAD FLAGS(5); rodata PT_LOAD FLAGS(4); data PT_LOAD FLAGS(6); }
SECTIONS
{
	. = 0x40200000;
	.text : { __text_start = .; *(.text .text.*) __text_end = .; } :text
	. = ALIGN(4096);
	.rodata : { *(.rodata .rodata.*) } :rodata
""" + SECTION + """
	. = ALIGN(4096);
	.data : { *(.data .data.*) } :data
	.bss : {
		*(.bss .bss.* COMMON)
		. = ALIGN(16);
		__stack_start = .;
		. += 32K;
		__stack_end = .;
	} :data
}
"""

# The vector of a synchronous exception from the same level is 0x200 into the table
# (Arm ARM, "Exception vectors"). PSCI's SYSTEM_OFF is 0x84000008.
KERNEL = r"""
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>

static void printk(const char *format, ...);
""" + CODE + r"""
__asm__(".pushsection .text\n"
	".globl _start\n.type _start, %function\n"
	"_start:\n"
	"	ldr x0, =__stack_end\n	mov sp, x0\n	mov x29, xzr\n	mov x30, xzr\n"
	"	ldr x0, =vectors\n	msr vbar_el1, x0\n	isb\n"
	"	bl kernel_init\n"
	"1:	wfe\n	b 1b\n"
	".size _start, . - _start\n"
	".balign 2048\n"
	".type vectors, %function\n"
	"vectors:\n"
	"	.zero 0x200\n"
	"	mrs x0, elr_el1\n	mov x1, x29\n	bl faulted\n"
	".size vectors, . - vectors\n"
	".popsection\n");

void *memcpy(void *to, const void *from, size_t size);
void *memset(void *to, int value, size_t size);

void *memcpy(void *to, const void *from, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		((char *)to)[i] = ((const char *)from)[i];
	}
	return to;
}

void *memset(void *to, int value, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		((char *)to)[i] = (char)value;
	}
	return to;
}

static void put(char c)
{
	*(volatile uint32_t *)0x09000000 = (uint8_t)c;
}

/* %s, %lx. */
static void printk(const char *format, ...)
{
	va_list values;

	va_start(values, format);
	for (; *format != '\0'; format++) {
		if (*format != '%') {
			put(*format);
		} else if (*++format == 's') {
			for (const char *s = va_arg(values, const char *); *s; s++) {
				put(*s);
			}
		} else {
			const unsigned long value = va_arg(values, unsigned long);

			format++;
			for (int shift = 60; shift >= 0; shift -= 4) {
				put("0123456789abcdef"[value >> shift & 15]);
			}
		}
	}
	va_end(values);
}

void faulted(uint64_t pc, uint64_t frame);
void kernel_init(void);

void faulted(uint64_t pc, uint64_t frame)
{
	printk("panic\n");
	panic_at(pc, frame);
	__asm__ volatile("ldr x0, =0x84000008\n\thvc #0" ::: "x0");
}

__attribute__((noinline)) static int packet_length(const volatile int *packet)
{
	__asm__ volatile(".inst 0"); /* UDF */
	return *packet;
}

__attribute__((noinline)) static int queue_sum(const volatile int *packet)
{
	return packet_length(packet) + 1;
}

void kernel_init(void)
{
	symbols_init();
	printk("up\n");
	(void)queue_sum((const volatile int *)__text_start);
}
"""


def write(folder):
    """Writes kernel.c and kernel.ld."""
    (folder / "kernel.c").write_text(KERNEL)
    (folder / "kernel.ld").write_text(SCRIPT)
