// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * walk_stacks: ksym_walk on chains that lead through several stacks, and on the
 * frames of leaves. Prints the number of checks.
 */
#include "walk_memory.h"

#include <stdio.h>
#include <string.h>

#define BASE UINT64_C(0x10000)
#define UNIT UINT64_C(0x80)

/* Lays a chain of frames and walks as far as it says. */
static void walk_chain(
	struct ksym_walk *w, const uint64_t *frames, size_t count, size_t taken)
{
	for (size_t i = 0; i < count; i++) {
		lay(frames[i], i + 1 < count ? frames[i + 1] : 0);
	}
	start(w, frames[0]);
	for (size_t i = 0; i < taken; i++) {
		yields_laid(w, frames[i], frames[i + 1]);
	}
}

/* Stacks of 4 KiB that touch each other; three frames in a stack's upper part. */
static uint64_t stack_frame(uint32_t stack, size_t frame)
{
	return BASE + stack * UINT64_C(0x1000) + 0xa00 + UNIT * 3 * frame;
}

/* The orders in which four stacks may lie, each digit of two bits. */
static bool is_order(uint32_t order)
{
	uint32_t seen = 0;

	for (uint32_t i = 0; i < 4; i++) {
		seen |= 1u << (order >> 2 * i & 3);
	}
	return seen == 15;
}

static void each_stack_once(void)
{
	uint64_t frames[12];
	struct ksym_walk w;

	for (uint32_t order = 0; order < 256; order++) {
		if (!is_order(order)) {
			continue;
		}
		for (size_t i = 0; i < 12; i++) {
			frames[i] =
				stack_frame(order >> 2 * (i / 3) & 3, i % 3);
		}
		memory.count = 0;
		walk_chain(&w, frames, 12, 11);
		/* Nothing leads on from the last, nor is its link in a next. */
		put(frames[11] + (uint64_t)memory.system.layout.link, 0);
		ends(&w, KSYM_WALK_END, frames[11], 0);
	}
}

/* Downwards each stack shows that it is another one. */
static void a_stack_too_many(void)
{
	uint64_t frames[KSYM_WALK_STACKS + 1];
	struct ksym_walk w;

	memory.count = 0;
	for (uint32_t i = 0; i <= KSYM_WALK_STACKS; i++) {
		frames[i] = stack_frame(KSYM_WALK_STACKS - i, 0);
	}
	walk_chain(&w, frames, KSYM_WALK_STACKS + 1, KSYM_WALK_STACKS);
	ends(&w, KSYM_WALK_TOO_MANY_STACKS, frames[KSYM_WALK_STACKS], 0);
}

/* Two stacks that lead to each other: back to a frame, or ever on. */
static void to_and_fro(void)
{
	uint64_t frames[40];
	struct ksym_walk w;

	/* The first turn upwards is a step as any; then each shows a stack. */
	memory.count = 0;
	for (size_t i = 0; i < 40; i++) {
		frames[i] = BASE + BASE * (i % 2) + UNIT * i;
	}
	walk_chain(&w, frames, 40, KSYM_WALK_STACKS + 1);
	ends(&w, KSYM_WALK_TOO_MANY_STACKS, frames[KSYM_WALK_STACKS + 1], 0);

	for (size_t back = 0; back < 4; back++) {
		const uint64_t cycle[] = { stack_frame(1, 0), stack_frame(1, 1),
			stack_frame(0, 0), stack_frame(0, 1),
			stack_frame(0, 2) };

		memory.count = 0;
		walk_chain(&w, cycle, 5, 4);
		lay(cycle[4], cycle[back]);
		if (!memory.system.layout.link_in_next) {
			yields_laid(&w, cycle[4], cycle[back]);
		}
		ends(&w, KSYM_WALK_BAD_FRAME, cycle[back], 0);
	}
}

/* A frame as gcc lays it for a RISC-V function that calls nothing. */
static void lay_leaf(uint64_t frame, uint64_t next, uint64_t below)
{
	const struct ksym_walk_layout *layout = &memory.system.layout;

	put(frame + (uint64_t)layout->link, next);
	put(frame + (uint64_t)layout->next, below);
}

static void leaf_is_innermost(void)
{
	const uint64_t leaf = BASE;
	const uint64_t caller = BASE + UNIT;
	const uint64_t outer = BASE + 2 * UNIT;
	const uint64_t refused[] = { 0, CODE, UINT64_MAX };
	struct ksym_walk w;

	memory.count = 0;
	lay_leaf(leaf, caller, 5);
	lay(caller, outer);
	lay(outer, 0);
	start(&w, leaf);
	ksym_walk_set_link(&w, CODE + 4);
	yields(&w, leaf, CODE + 4);
	yields(&w, caller, link_of(caller));
	yields(&w, outer, link_of(outer));
	ends(&w, KSYM_WALK_END, 0, 0);

	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		start(&w, leaf);
		ksym_walk_set_link(&w, refused[i]);
		yields(&w, caller, link_of(caller));
		yields(&w, outer, link_of(outer));
		ends(&w, KSYM_WALK_END, 0, 0);
	}

	/* A frame that has its own link does not need it; the next has none. */
	lay(leaf, caller);
	lay_leaf(caller, outer, 5);
	start(&w, leaf);
	ksym_walk_set_link(&w, CODE + 4);
	yields(&w, leaf, link_of(leaf));
	yields(&w, outer, link_of(outer));

	/* But if the caller was interrupted, its link register is known too. */
	start(&w, leaf);
	yields(&w, leaf, link_of(leaf));
	ksym_walk_set_link(&w, CODE + 8);
	yields(&w, caller, CODE + 8);
	yields(&w, outer, link_of(outer));
	ends(&w, KSYM_WALK_END, 0, 0);
}

/* Entry code calls it with a frame pointer of 0; what else is there is junk. */
static void leaf_is_all(void)
{
	struct ksym_walk w;

	for (uint64_t junk = 0; junk < 2; junk++) {
		lay_leaf(BASE, 0, junk);
		start(&w, BASE);
		ksym_walk_set_link(&w, CODE + 4);
		yields(&w, BASE, CODE + 4);
		ends(&w, KSYM_WALK_END, 0, 0);
		start(&w, BASE);
		ends(&w, junk == 0 ? KSYM_WALK_END : KSYM_WALK_BAD_LINK, BASE,
			0);
	}
}

/* What is neither a link nor the frame pointer of a frame above. */
static void leaf_is_none(void)
{
	const uint64_t frame = BASE + UNIT;
	const uint64_t above = BASE + 2 * UNIT;
	const uint64_t bad[] = { 1, frame, BASE, above + 1, above + UNIT,
		CODE };
	struct ksym_walk w;

	memory.count = 0;
	lay(BASE, frame);
	lay(above, 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		lay_leaf(frame, bad[i], above);
		start(&w, frame);
		ksym_walk_set_link(&w, CODE + 4);
		ends(&w, KSYM_WALK_BAD_LINK, frame, bad[i]);
	}

	/* The caller's frame is cut off. */
	memory.count = 0;
	lay_leaf(frame, above, 5);
	put(above + (uint64_t)memory.system.layout.link, link_of(above));
	start(&w, frame);
	ends(&w, KSYM_WALK_BAD_FRAME, above, 0);

	/* A leaf calls nobody, so its caller is none. */
	lay_leaf(frame, above, above);
	lay_leaf(above, above + UNIT, 5);
	lay(above + UNIT, 0);
	start(&w, frame);
	ends(&w, KSYM_WALK_BAD_LINK, above, above + UNIT);
}

/* Where layouts have no such leaves, a frame pointer is no link. */
static void no_leaves(void)
{
	struct ksym_walk w;

	memory.count = 0;
	lay(BASE, BASE + UNIT);
	lay(BASE + UNIT, BASE + 2 * UNIT);
	lay(BASE + 2 * UNIT, 0);
	put(BASE + (uint64_t)memory.system.layout.link +
			UNIT * memory.system.layout.link_in_next,
		BASE + 2 * UNIT);
	start(&w, BASE);
	ksym_walk_set_link(&w, CODE + 4);
	ends(&w, KSYM_WALK_BAD_LINK, BASE, BASE + 2 * UNIT);
}

/* All of the address space, if nothing wraps; no word is a frame. */
static bool read_any(void *context, uint64_t addr, uint64_t *wordp)
{
	const uint32_t word = memory.system.layout.word;

	(void)context;
	CHECK(addr <= (word == 8 ? UINT64_MAX : UINT32_MAX) - (word - 1));
	*wordp = CODE + 1;
	return true;
}

/* Whether a word may be kept at an offset from there. */
static bool is_word_at(uint64_t frame, int offset)
{
	const uint32_t word = memory.system.layout.word;
	const uint64_t last = word == 8 ? UINT64_MAX : UINT32_MAX;

	if (frame > last) {
		return false;
	}
	return offset < 0 ? frame >= (uint64_t)-offset
			  : last - frame >= (uint64_t)offset + word - 1;
}

/* At both ends of the address space, and behind it where that is possible. */
static void edges(void)
{
	const struct ksym_walk_layout *layout = &memory.system.layout;
	const uint64_t edge[] = { 0, UINT64_C(1) << 32 };

	memory.system.read = read_any;
	for (uint64_t i = 1; i < 8 * UNIT; i++) {
		const uint64_t frame =
			edge[i % 2] + 2 * UNIT - i / 2 * layout->align;
		struct ksym_walk w;

		if (frame == 0) {
			continue;
		}
		start(&w, frame);
		if (!is_word_at(frame, layout->next) ||
			(!layout->link_in_next &&
				!is_word_at(frame, layout->link))) {
			ends(&w, KSYM_WALK_BAD_FRAME, frame, 0);
		} else if (layout->link_in_next) {
			ends(&w, KSYM_WALK_BAD_FRAME, CODE + 1, 0);
		} else {
			yields(&w, frame, CODE + 1);
			ends(&w, KSYM_WALK_BAD_FRAME, CODE + 1, 0);
		}
	}
}

/* Sentences of which no two are equal, for all errors and for none. */
static void sentences(void)
{
	current = "sentences";
	for (int i = 0; i <= KSYM_WALK_TOO_MANY_STACKS; i++) {
		CHECK(ksym_walk_strerror(-i)[0] != '\0');
		for (int k = 0; k < i; k++) {
			CHECK(strcmp(ksym_walk_strerror(-i),
				      ksym_walk_strerror(-k)) != 0);
		}
	}
	CHECK(strcmp(ksym_walk_strerror(-KSYM_WALK_BAD_FRAME),
		      "end of chain: not a frame") == 0);
	CHECK(ksym_walk_strerror(1) == ksym_walk_strerror(0));
	CHECK(ksym_walk_strerror(-KSYM_WALK_TOO_MANY_STACKS - 1) ==
		ksym_walk_strerror(0));
}

int main(void)
{
	for (size_t i = 0; i < LAYOUTS; i++) {
		set_layout(i);
		each_stack_once();
		a_stack_too_many();
		to_and_fro();
		if (layouts[i].layout.leaf_next_in_link) {
			leaf_is_innermost();
			leaf_is_all();
			leaf_is_none();
		} else {
			no_leaves();
		}
		edges();
	}
	sentences();
	printf("%lu checks\n", checks);
	return 0;
}
