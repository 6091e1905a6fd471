/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "lines/nodes.h"

#include <string.h>

#define FAR     3 /* a change of more lines is another turn */
#define NO_NODE UINT32_MAX

void nodes_reset(struct nodes *nodes, uint32_t file)
{
	*nodes = (struct nodes){
		.root = LINE_NONE, .file = file, .kind = KSYM_LINES_BEGINS
	};
}

/* The direction of the last change. */
static unsigned turn_of(int64_t back)
{
	if (back == 0) {
		return 0;
	}
	if (back > 0) {
		return back > FAR ? 2 : 1;
	}
	return back < -FAR ? 4 : 3;
}

uint8_t nodes_context(const struct nodes *nodes)
{
	const uint32_t depth = nodes->depth < KSYM_LINES_DEPTH_MAX
				       ? nodes->depth
				       : KSYM_LINES_DEPTH_MAX;

	if (depth == 0) {
		return (uint8_t)(KSYM_LINES_OF_SHAPE +
				 nodes->kind * KSYM_LINES_TURNS +
				 turn_of(nodes->back));
	}
	return (uint8_t)(KSYM_LINES_OF_SHAPE_WITHIN +
			 KSYM_LINES_KINDS * (depth - 1) + nodes->kind);
}

void nodes_begin(
	struct nodes *nodes, uint32_t root, uint32_t file, uint32_t own)
{
	nodes->items[0] = (struct node){ .call = root };
	nodes->count = 1;
	nodes->left_count = 0;
	nodes->root = root;
	nodes->node = 0;
	nodes->depth = 0;
	nodes->file = file;
	nodes->own = own;
}

static uint32_t find(const struct nodes *nodes, uint32_t call)
{
	for (uint32_t i = 0; i < nodes->count; i++) {
		if (nodes->items[i].call == call) {
			return i;
		}
	}
	return NO_NODE;
}

static void leave(struct nodes *nodes)
{
	memmove(nodes->left + 1, nodes->left, nodes->left_count);
	nodes->left[0] = (uint8_t)nodes->node;
	nodes->left_count++;
	nodes->items[nodes->node].is_left = true;
	nodes->node = nodes->items[nodes->node].parent;
	nodes->depth--;
}

/* Of a node that was left: its place among those. */
static uint32_t rank_of(const struct nodes *nodes, uint32_t node)
{
	uint32_t rank = 0;

	while (nodes->left[rank] != node) {
		rank++;
	}
	return rank;
}

/* Takes TARGET, and what above it was left too, out of those that were left. */
static void come_back(struct nodes *nodes, uint32_t target)
{
	uint32_t above = target;

	while (nodes->items[above].is_left) {
		above = nodes->items[above].parent;
	}
	while (nodes->node != above) {
		leave(nodes);
	}
	nodes->node = target;
	for (uint32_t i = target; i != above; i = nodes->items[i].parent) {
		const uint32_t rank = rank_of(nodes, i);

		nodes->passed += rank + 1;
		nodes->left_count--;
		memmove(nodes->left + rank, nodes->left + rank + 1,
			nodes->left_count - rank);
		nodes->items[i].is_left = false;
		nodes->depth++;
		if (nodes->items[i].parent == 0) {
			nodes->own = nodes->items[i].own;
		}
	}
}

uint32_t nodes_go(struct nodes *nodes, const struct line_calls *calls,
	uint32_t call, uint16_t *gop, uint32_t fresh[KSYM_LINES_NODES])
{
	uint32_t count = 0, target = find(nodes, call);

	/* Node 0 is the outermost of them all. */
	while (target == NO_NODE) {
		fresh[count++] = call;
		call = calls->items[call].parent;
		target = find(nodes, call);
	}
	*gop = 0;
	nodes->passed = 0;
	if (nodes->items[target].is_left) {
		nodes->passed = rank_of(nodes, target);
		*gop = (uint16_t)(KSYM_LINES_GO_BACK + nodes->passed);
		come_back(nodes, target);
		return count;
	}
	while (nodes->node != target) {
		leave(nodes);
		(*gop)++;
	}
	return count;
}

struct node *nodes_enter(struct nodes *nodes, uint32_t call)
{
	struct node *node = &nodes->items[nodes->count];

	*node = (struct node){ .call = call, .parent = (uint8_t)nodes->node };
	nodes->node = nodes->count++;
	nodes->depth++;
	return node;
}
