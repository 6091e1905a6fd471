/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * What is mapped in the kernel's address space: its own segments, by the host
 * tool, and devices, by those who drive them.
 */
#ifndef KERNEL_MEMORY_H
#define KERNEL_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <kernel/address.h>

/*
 * Records how the kernel's own segments are mapped. From kernel_init, once,
 * before any device is mapped.
 */
void memory_init(void);

/*
 * Maps the size bytes of device registers at physical address phys, for reading
 * and writing, into the window that is reserved for it, and returns where.
 * Whole pages are mapped, and stay; devices in the same pages share them. name,
 * shown with the mapping, must live as long. Panics where memory_try_map_device
 * would return an error. In the init state.
 */
uintptr_t memory_map_device(const char *name, uint64_t phys, size_t size);

/*
 * The same, but returns NULL and the address in *virtp, or else, with nothing
 * changed, why not: these are not addresses of the board, or are memory that the
 * kernel has mapped as such; or the window or the record of mappings is full.
 */
const char *memory_try_map_device(
	const char *name, uint64_t phys, size_t size, uintptr_t *virtp);

/* Logs what is mapped, as a table. */
void memory_print_mappings(void);

/*
 * Maps one page. Returns false, with nothing changed, if virt is mapped already
 * or not in the kernel's address space, if phys has more than 48 bits, or if
 * either is not the address of a page.
 */
bool arch_map_page(struct virt_addr virt, struct phys_addr phys,
	struct page_attributes attributes);

/*
 * The physical address behind virt. Returns false, *physp unchanged, if virt is
 * not mapped or not in the kernel's address space. From any context.
 */
bool arch_translate(struct virt_addr virt, struct phys_addr *physp);

/* What the mapping of virt allows. Returns false as arch_translate does. */
bool arch_page_attributes(
	struct virt_addr virt, struct page_attributes *attributesp);

#endif
