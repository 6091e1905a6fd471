/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What each way of asking should answer, see struct contestant. */
#ifndef KSYM_BENCH_RIGHT_H
#define KSYM_BENCH_RIGHT_H

#include "contest.h"

/* The owner: its number, its name. */
bool right_owner(const struct list *list, const struct probe *probe,
	uint64_t answer, const char *text);
bool right_owner_name(const struct list *list, const struct probe *probe,
	uint64_t answer, const char *text);

/* A binary search: the number of starts at or below the address. */
bool right_count(const struct list *list, const struct probe *probe,
	uint64_t answer, const char *text);

/* kallsyms: the first symbol at the greatest start at or below the address. */
bool right_start(const struct list *list, const struct probe *probe,
	uint64_t answer, const char *text);
bool right_start_name(const struct list *list, const struct probe *probe,
	uint64_t answer, const char *text);

/* A walk: the first symbol that covers the address. */
bool right_cover(const struct list *list, const struct probe *probe,
	uint64_t answer, const char *text);
bool right_cover_name(const struct list *list, const struct probe *probe,
	uint64_t answer, const char *text);

/* The address of the first symbol of the probe's name. */
bool right_address(const struct list *list, const struct probe *probe,
	uint64_t answer, const char *text);

#endif
