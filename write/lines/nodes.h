/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What a reader keeps while it goes through the rows of a block. */
#ifndef KSYM_WRITE_NODES_H
#define KSYM_WRITE_NODES_H

#include <ksym_format.h>
#include <stdbool.h>
#include <stdint.h>

#include "lines/calls.h"
#include "prefix.h"

/* The outermost function, number 0, or a call below it. */
struct node {
	uint32_t call;
	uint32_t own;  /* of a call from node 0: its line there */
	uint32_t line; /* of its last row */
	bool has_line; /* there was one */
	uint8_t parent;
	bool is_left; /* rows are not in it, but may come back */
};

struct nodes {
	struct node items[KSYM_LINES_NODES];
	uint32_t count;
	uint8_t left[KSYM_LINES_NODES]; /* the last one that was left first */
	uint32_t left_count;
	uint32_t root;      /* the call of node 0; LINE_NONE: there is none */
	uint32_t node;      /* that rows are in */
	uint32_t depth;     /* of it; 0: node 0 */
	uint32_t file, own; /* of the outermost function */
	int64_t back;       /* how far own changed by a row */
	uint32_t passed; /* of left ones, by the last nodes_go: for the cost */
	enum ksym_lines_kind kind;
};

/* As they are at the beginning of a block. */
void nodes_reset(struct nodes *nodes, uint32_t file);
/* The context of the next row's shape. */
uint8_t nodes_context(const struct nodes *nodes);
/* Forgets all calls, for an outermost function. */
void nodes_begin(
	struct nodes *nodes, uint32_t root, uint32_t file, uint32_t own);
/*
 * Goes as near to CALL as nodes are; *GOP says how, as shapes do. Sets FRESH to
 * the calls that are to be entered from there, the last one first, and returns
 * their number.
 */
uint32_t nodes_go(struct nodes *nodes, const struct line_calls *calls,
	uint32_t call, uint16_t *gop, uint32_t fresh[KSYM_LINES_NODES]);
/* Adds a node for CALL below the one that rows are in. */
struct node *nodes_enter(struct nodes *nodes, uint32_t call);

#endif
