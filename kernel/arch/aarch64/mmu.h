/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef MMU_H
#define MMU_H

#include <arch/translation_table.h>

/* The kernel's translation tables, patched into the ELF by the host tool. */
extern struct translation_tables KERNEL_TABLES;

/* Physical address of KERNEL_TABLES.level2, patched too; read by _start. */
extern const uint64_t PHYS_KERNEL_TABLES_BASE_ADDR;

#endif
