/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef KERNEL_MEMORY_H
#define KERNEL_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a mapping lets the kernel do; see <arch/translation_table.h>. */
struct page_attributes;

/*
 * Maps the size bytes of device registers at physical address phys, for reading
 * and writing, into the window that is reserved for it, and returns where. The
 * mapping stays. Panics if the window is full or if phys is not an address of
 * the board. From kernel_init, on one core.
 */
uintptr_t memory_map_device(uint64_t phys, size_t size);

/*
 * Maps one page. virt and phys: page aligned, virt in the kernel's address
 * space. Returns false, with nothing changed, if virt is mapped already.
 */
bool arch_map_page(
	uintptr_t virt, uint64_t phys, struct page_attributes attributes);

/*
 * Translates virt to the physical address behind it. Returns false if it is not
 * mapped or not in the kernel's address space.
 */
bool arch_translate(uintptr_t virt, uint64_t *physp);

#endif
