/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Entry in 32-bit mode, without paging, by PVH's note (Xen, "x86/HVM direct boot
 * ABI"); then long mode (Intel SDM 3A, 9.8.5) with the first GiB mapped.
 */
	.section .note.pvh, "a", @note
	.long	4, 4, 18		/* XEN_ELFNOTE_PHYS32_ENTRY */
	.asciz	"Xen"
	.long	_start

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
	xor	%ebp, %ebp		/* end of the frame chain */
	call	kernel_main
	.size	_start, . - _start

	.globl	exception, exception_code
	.type	exception, @function
exception:				/* the CPU pushes rip, then maybe an error code */
	push	$0
exception_code:
	mov	8(%rsp), %rdi
	mov	%rbp, %rsi
	and	$-16, %rsp
	call	fault
	.size	exception, . - exception
