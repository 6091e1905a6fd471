/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <arch/asm.h>
#include <memory_map.h>

#define CURRENTEL_EL1 (1 << 2)
#define CURRENTEL_EL2 (2 << 2)

/* Aff2, Aff1, Aff0 of MPIDR_EL1; no supported board has an Aff3. */
#define MPIDR_AFFINITY 0xffffff

#define SLOT_SIZE 128

/*
 * The first instruction of the image. The firmware enters here at EL1, EL2 or
 * EL3 with the MMU off, so everything runs at its physical address until the
 * end, which lands in kernel_init at its virtual one. From here on a fault is
 * told on the UART.
 *
 * In:  nothing. A core that is not the boot core is parked.
 * Out: does not return. kernel_init runs in EL1h with DAIF masked, the MMU and
 *      caches on, an empty stack, and x29 and x30 zero: the end of every
 *      backtrace.
 */
FUNC _start, .text.boot
	msr	DAIFSet, #0xf
	msr	SPSel, #1
	mrs	x0, MPIDR_EL1
	and	x0, x0, #MPIDR_AFFINITY
	cmp	x0, #BOOT_CORE_ID
	b.ne	park

	/* The thread ID says how many faults there were. */
	ADR_REL	x1, boot_vectors
	mrs	x0, CurrentEL
	cmp	x0, #CURRENTEL_EL2
	b.lo	1f
	b.eq	2f
	msr	VBAR_EL3, x1
	msr	TPIDR_EL3, xzr
	b	3f
2:	msr	VBAR_EL2, x1
	msr	TPIDR_EL2, xzr
	b	3f
1:	msr	VBAR_EL1, x1
	msr	TPIDR_EL1, xzr
3:	isb
	bl	clear_bss

	/* The stack's physical address: the virtual one is not there yet. */
	ADR_ABS	x0, __boot_core_stack_phys_end
	mov	sp, x0

	ADR_REL	x0, PHYS_KERNEL_TABLES_BASE_ADDR
	ldr	x0, [x0]
	ADR_ABS	x1, __boot_core_stack_end
	ADR_ABS	x2, kernel_init
	mov	x29, xzr
	bl	boot_prepare_el1
	mov	x19, x0
	bl	boot_test_hook

	mrs	x0, CurrentEL
	cmp	x0, #CURRENTEL_EL1
	b.eq	turn_mmu_on
	msr	SCTLR_EL1, x19
	isb
	mov	x29, xzr
	mov	x30, xzr
	eret
END_FUNC _start

/*
 * For who is in EL1 already. With the MMU on, the next instruction is at an
 * address that nothing translates: its fetch is a fault, which is taken at the
 * virtual address of mmu_is_on, whether it comes before the isb or behind it.
 *
 * In:  x19: SCTLR_EL1.
 * Out: does not return; see _start.
 */
FUNC turn_mmu_on, .text.boot
	ADR_ABS	x0, mmu_is_on - 4 * SLOT_SIZE
	msr	VBAR_EL1, x0
	ADR_ABS	x0, __boot_core_stack_end
	mov	sp, x0
	ADR_ABS	x0, kernel_init
	isb
	msr	SCTLR_EL1, x19
	isb
	b	park
END_FUNC turn_mmu_on

/*
 * Zeroes the bss and drops what caches may still hold of it: these stores pass
 * them by, as the MMU is off, and the kernel will read through them.
 *
 * Clobbers: x0 to x3.
 */
FUNC clear_bss, .text.boot
	ADR_REL	x0, __bss_start
	ADR_REL	x1, __bss_end
1:	cmp	x0, x1
	b.hs	2f
	stp	xzr, xzr, [x0], #16
	b	1b

2:	dmb	sy
	mrs	x2, CTR_EL0
	ubfx	x2, x2, #16, #4		/* DminLine: log2 of the words in a line */
	mov	x3, #4
	lsl	x2, x3, x2
	ADR_REL	x0, __bss_start
3:	cmp	x0, x1
	b.hs	4f
	dc	ivac, x0
	add	x0, x0, x2
	b	3b

4:	dsb	sy
	ret
END_FUNC clear_bss

/*
 * The vectors of the level that the kernel is entered at, while the MMU is off;
 * at EL2 and EL3 for good. Each slot has its number in x0.
 */
	.section .text.boot, "ax", %progbits
	.balign	16 * SLOT_SIZE
FUNC boot_vectors, .text.boot
	.set	vector, 0
	.rept	16
	.balign	SLOT_SIZE
	mov	x0, #vector
	ADR_ABS	x1, __boot_core_stack_phys_end
	mov	sp, x1
	mov	x29, xzr
	mov	x30, xzr
	b	boot_report_exception
	.set	vector, vector + 1
	.endr
END_FUNC boot_vectors

/*
 * In:  x0: kernel_init. See turn_mmu_on.
 * Out: does not return; see _start.
 */
	.balign	16 * SLOT_SIZE
	.skip	4 * SLOT_SIZE	/* to "synchronous, current EL with SP_ELx" */
FUNC mmu_is_on, .text.boot
	mov	x29, xzr
	mov	x30, xzr
	br	x0
END_FUNC mmu_is_on
