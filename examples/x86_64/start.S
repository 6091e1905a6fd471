/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Entry in 32-bit mode, without paging, by PVH's note (Xen, "x86/HVM direct boot
 * ABI"); then long mode (Intel SDM 3A, 9.8.5) with the first GiB mapped.
 */
	.section .note.pvh, "a", @note
	.long	4, 4, 18		/* XEN_ELFNOTE_PHYS32_ENTRY */
	.asciz	"Xen"
	.long	_start

	.section .rodata
	.balign 4096
pml4:	.quad	pdpt + 3, 0		/* present, writable */
	.balign 4096
pdpt:	.quad	directory + 3, 0
	.balign 4096
directory:
	.set	page, 0
	.rept	512
	.quad	page + 0x83		/* a page of 2 MiB */
	.set	page, page + 0x200000
	.endr
gdt:	.quad	0, 0x00209a0000000000	/* 0x08: 64-bit code */
gdtr:	.word	. - gdt - 1
	.quad	gdt
idt:	.rept	32			/* interrupt gates; kernel.ld halves the address */
	.word	exception_low, 0x08, 0x8e00, exception_high, 0, 0, 0, 0
	.endr
idtr:	.word	. - idt - 1
	.quad	idt

	.section .text.start, "ax"
	.code32
	.globl	_start
	.type	_start, @function
_start:
	mov	$pml4, %eax
	mov	%eax, %cr3
	mov	%cr4, %eax
	or	$0x20, %eax		/* PAE */
	mov	%eax, %cr4
	mov	$0xc0000080, %ecx	/* EFER */
	rdmsr
	or	$0x100, %eax		/* LME */
	wrmsr
	mov	%cr0, %eax
	or	$0x80000000, %eax	/* PG */
	mov	%eax, %cr0
	lgdt	gdtr
	ljmp	$0x08, $1f
	.code64
1:	xor	%eax, %eax
	mov	%eax, %ss
	lidt	idtr
	lea	__stack_end, %rsp
	xor	%ebp, %ebp		/* here the chain of frames ends */
	call	kernel_main
	.size	_start, . - _start

	.globl	exception
	.type	exception, @function
exception:				/* a page fault: the error code is pushed last */
	mov	8(%rsp), %rdi
	mov	%rbp, %rsi
	and	$-16, %rsp
	call	fault
	.size	exception, . - exception
