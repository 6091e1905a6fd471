/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef BOOT_H
#define BOOT_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Prepares the eret to virt_entry in EL1, with virt_stack as its stack pointer
 * and the MMU and the caches on. Called by _start in EL2 with the MMU off,
 * once. phys_tables: physical address of the level-2 table. Returns false, and
 * has changed nothing, if that is 0, which it is until the host tool patched
 * the tables in, or if the core lacks the 64 KiB granule.
 */
bool boot_prepare_el1(
	uint64_t phys_tables, uint64_t virt_stack, uint64_t virt_entry);

#endif
