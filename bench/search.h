/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The yardstick for address -> symbol: a binary search over the sorted start
 * addresses and nothing else, in two kinds of machine code. Each has a file of
 * its own, so that nothing around it changes how it is compiled.
 */
#ifndef KSYM_BENCH_SEARCH_H
#define KSYM_BENCH_SEARCH_H

#include <stddef.h>
#include <stdint.h>

/* The number of starts at or below ADDR. The loop branches on each comparison. */
size_t search_branch(const uint64_t *starts, size_t count, uint64_t addr);

/* The same; each comparison selects without a branch. */
size_t search_select(const uint64_t *starts, size_t count, uint64_t addr);

#endif
