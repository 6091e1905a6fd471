/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <arch/asm.h>
#include <memory_map.h>

#define CURRENTEL_EL2 (2 << 2)

/* Aff2, Aff1, Aff0 of MPIDR_EL1; no supported board has an Aff3. */
#define MPIDR_AFFINITY 0xffffff

/*
 * The first instruction of the image. The firmware enters here at EL2 with the
 * MMU off, so everything runs at its physical address until the eret at the
 * end, which lands in kernel_init at its virtual one.
 *
 * In:  nothing. A core that is not the boot core, or not in EL2, is parked.
 * Out: does not return. kernel_init runs in EL1h with DAIF masked, the MMU and
 *      caches on, an empty stack, and x29 and x30 zero: the end of every
 *      backtrace.
 */
FUNC _start, .text.boot
	mrs	x0, CurrentEL
	cmp	x0, #CURRENTEL_EL2
	b.ne	park

	mrs	x0, MPIDR_EL1
	and	x0, x0, #MPIDR_AFFINITY
	cmp	x0, #BOOT_CORE_ID
	b.ne	park

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
	cbz	w0, park

	mov	x29, xzr
	mov	x30, xzr
	eret
END_FUNC _start

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

/* Keeps a core asleep for good. */
FUNC park, .text.boot
1:	wfe
	b	1b
END_FUNC park
