/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Tables of the CPU (Intel SDM 3A, 3.4.5, 4.5, 6.14): pages, segments, exceptions. */
	.section .data
	.globl	pml4, gdtr, idtr

	.balign 4096
pml4:	.quad	pdpt + 3, 0		/* present, writable */
	.balign 4096
pdpt:	.quad	directory + 3, 0
	.balign 4096
directory:				/* the first GiB, in pages of 2 MiB */
	.set	page, 0
	.rept	512
	.quad	page + 0x83
	.set	page, page + 0x200000
	.endr

gdt:	.quad	0, 0x00209a0000000000	/* 0x08: 64-bit code */
gdtr:	.word	. - gdt - 1
	.quad	gdt

/* Exceptions 8, 10 to 14, 17, 21, 29 and 30 come with an error code. */
#define WITH_CODE 0x60227d00

idt:	.set	vector, 0
	.rept	32
	.if	(WITH_CODE >> vector) & 1
	.word	exception_code_low, 0x08, 0x8e00, exception_code_high, 0, 0, 0, 0
	.else
	.word	exception_low, 0x08, 0x8e00, exception_high, 0, 0, 0, 0
	.endif
	.set	vector, vector + 1
	.endr
idtr:	.word	. - idt - 1
	.quad	idt
