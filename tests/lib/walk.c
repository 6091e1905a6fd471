// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * walk: ksym_walk on stacks made by hand, valid and broken, with each layout.
 * Prints the number of checks.
 */
#include "walk_memory.h"

#include <stdio.h>
#include <string.h>

#define FRAMES 4

/* A stack of words from base on, in the machine that the layout is of. */
struct stack {
	const char *name;
	struct ksym_walk_system system;
	uint64_t base;
	uint64_t words[WORDS];
	uint64_t frames[FRAMES];
};

static uint64_t last_address(const struct stack *s)
{
	return s->system.layout.word == 8 ? UINT64_MAX : UINT32_MAX;
}

/* Where the word at an address is kept; NULL if that is not on the stack. */
static uint64_t *place(struct stack *s, uint64_t addr)
{
	const uint64_t word = s->system.layout.word;
	const uint64_t offset = addr - s->base;

	return addr >= s->base && offset < WORDS * word && offset % word == 0
		       ? &s->words[offset / word]
		       : NULL;
}

static bool read_place(void *context, uint64_t addr, uint64_t *wordp)
{
	struct stack *s = context;
	const uint64_t *found = place(s, addr);

	/*
	 * Addresses that wrap or are too wide for the machine must not be read.
	 */
	CHECK(addr <= last_address(s) - (s->system.layout.word - 1u));
	if (found == NULL) {
		return false;
	}
	*wordp = *found;
	return true;
}

static void put_word(struct stack *s, uint64_t addr, uint64_t word)
{
	uint64_t *found = place(s, addr);

	CHECK(found != NULL);
	*found = word;
}

static uint64_t nth_link(size_t frame)
{
	return CODE + 0x10 * (frame + 1);
}

static uint64_t next_place(const struct stack *s, size_t frame)
{
	return s->frames[frame] + (uint64_t)s->system.layout.next;
}

/* Where the link of a frame is kept: by hand, as each ABI says it. */
static uint64_t link_place(const struct stack *s, size_t frame)
{
	const struct ksym_walk_layout *layout = &s->system.layout;

	return s->frames[frame + layout->link_in_next] + (uint64_t)layout->link;
}

/*
 * Lays frames of 128 bytes. The last has a next of 0, and no link; where links
 * are in the next frame there is none that it could be in.
 */
static void lay_stack(struct stack *s, size_t layout, uint64_t base)
{
	memset(s, 0, sizeof(*s));
	s->name = current = layouts[layout].name;
	s->system.layout = layouts[layout].layout;
	s->system.read = read_place;
	s->system.is_link = is_in_code;
	s->base = base;
	for (size_t i = 0; i < FRAMES; i++) {
		s->frames[i] = base + 0x20 + 0x40 * i;
	}
	for (size_t i = 0; i + 1 < FRAMES; i++) {
		put_word(s, next_place(s, i), s->frames[i + 1]);
		put_word(s, link_place(s, i), nth_link(i));
	}
}

static void start_at(struct ksym_walk *w, struct stack *s, uint64_t frame)
{
	ksym_walk_start(w, &s->system, s, frame, DEPTH);
}

/* Walks count frames and checks them. */
static void take(struct ksym_walk *w, const struct stack *s, size_t count)
{
	struct ksym_walk_frame frame;

	for (size_t i = 0; i < count; i++) {
		CHECK(ksym_walk_next(w, &frame) == 0);
		CHECK(frame.frame == s->frames[i]);
		CHECK(frame.link == nth_link(i));
	}
}

static void whole(struct stack *s)
{
	struct ksym_walk w;

	start_at(&w, s, s->frames[0]);
	take(&w, s, FRAMES - 1);
	ends(&w, KSYM_WALK_END, s->frames[FRAMES - 1], 0);
	start_at(&w, s, 0);
	ends(&w, KSYM_WALK_END, 0, 0);
}

/* A last frame that has a link: it is yielded. */
static void root_with_a_link(struct stack *s)
{
	const size_t last = FRAMES - 1;
	struct ksym_walk w;

	if (s->system.layout.link_in_next) {
		return;
	}
	put_word(s, link_place(s, last), nth_link(last));
	start_at(&w, s, s->frames[0]);
	take(&w, s, FRAMES);
	ends(&w, KSYM_WALK_END, 0, 0);
	put_word(s, link_place(s, last), 0);
}

/* A frame pointer that cannot be one: at the start, and within a chain. */
static void bad_frame(struct stack *s, uint64_t bad)
{
	const bool late = s->system.layout.link_in_next;
	struct ksym_walk w;

	start_at(&w, s, bad);
	ends(&w, KSYM_WALK_BAD_FRAME, bad, 0);
	if (bad > last_address(s)) {
		return;
	}
	put_word(s, next_place(s, 1), bad);
	start_at(&w, s, s->frames[0]);
	take(&w, s, late ? 1 : 2);
	ends(&w, KSYM_WALK_BAD_FRAME, bad, 0);
	put_word(s, next_place(s, 1), s->frames[2]);
}

/* Whether a frame at that address would have a word on the stack. */
static bool may_be_read(struct stack *s, uint64_t frame)
{
	return place(s, frame + (uint64_t)s->system.layout.next) != NULL ||
	       place(s, frame + (uint64_t)s->system.layout.link) != NULL;
}

static void bad_frames(struct stack *s)
{
	for (uint64_t i = 1; i < s->system.layout.align; i++) {
		bad_frame(s, s->frames[2] + i);
	}
	for (uint64_t i = 1; i < 0x100; i++) {
		const uint64_t bad[] = { i, s->base - i, UINT32_MAX - i,
			UINT64_C(0x100000000) + i, UINT64_MAX - i,
			s->base + WORDS * (uint64_t)s->system.layout.word + i };

		for (size_t k = 0; k < sizeof(bad) / sizeof(bad[0]); k++) {
			if (!may_be_read(s, bad[k])) {
				bad_frame(s, bad[k]);
			}
		}
	}
}

/* Chains that return to a frame: backwards, to itself, in a circle. */
static void loops(struct stack *s)
{
	const bool late = s->system.layout.link_in_next;
	struct ksym_walk w;

	for (size_t from = 0; from + 1 < FRAMES; from++) {
		for (size_t to = 0; to <= from; to++) {
			put_word(s, next_place(s, from), s->frames[to]);
			start_at(&w, s, s->frames[0]);
			take(&w, s, late ? from : from + 1);
			ends(&w, KSYM_WALK_BAD_FRAME, s->frames[to], 0);
			put_word(s, next_place(s, from), s->frames[from + 1]);
		}
	}
}

static void bad_links(struct stack *s)
{
	static const uint64_t bad[] = { 0, 1, CODE, CODE + CODE_SIZE + 1,
		UINT32_MAX };
	struct ksym_walk w;

	for (size_t at = 0; at + 1 < FRAMES; at++) {
		for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
			put_word(s, link_place(s, at), bad[i]);
			start_at(&w, s, s->frames[0]);
			take(&w, s, at);
			ends(&w, KSYM_WALK_BAD_LINK, s->frames[at], bad[i]);
		}
		put_word(s, link_place(s, at), nth_link(at));
	}
}

static void depths(struct stack *s)
{
	struct ksym_walk w;

	for (uint32_t depth = 0; depth < FRAMES; depth++) {
		ksym_walk_start(&w, &s->system, s, s->frames[0], depth);
		take(&w, s, depth);
		ends(&w, KSYM_WALK_TOO_DEEP, s->frames[depth], 0);
	}
}

/* A linear congruential generator; the constants are Knuth's MMIX's. */
static uint64_t next_random(void)
{
	static uint64_t state = 1;

	state = state * UINT64_C(6364136223846793005) +
		UINT64_C(1442695040888963407);
	return state >> 33;
}

/* Words that are mostly addresses of the stack, often of code. */
static uint64_t random_word(const struct stack *s)
{
	switch (next_random() % 8) {
	case 0:
		return next_random() * next_random() & last_address(s);
	case 1:
		return 0;
	case 2:
	case 3:
		return CODE + next_random() % CODE_SIZE;
	default:
		return s->base + 8 * (next_random() % WORDS);
	}
}

static void random_stacks(struct stack *s)
{
	struct ksym_walk_frame frame;
	struct ksym_walk w;
	bool seen[WORDS * 8];
	unsigned int taken;

	for (int round = 0; round < 2000; round++) {
		for (size_t i = 0; i < WORDS; i++) {
			s->words[i] = random_word(s);
		}
		memset(seen, 0, sizeof(seen));
		start_at(&w, s, s->base + 8 * (next_random() % WORDS));
		ksym_walk_set_link(&w, random_word(s));
		for (taken = 0; ksym_walk_next(&w, &frame) == 0; taken++) {
			CHECK(frame.frame - s->base < sizeof(seen));
			CHECK(!seen[frame.frame - s->base]);
			CHECK(frame.frame % s->system.layout.align == 0);
			CHECK(is_in_code(s, frame.link));
			seen[frame.frame - s->base] = true;
		}
		CHECK(taken < WORDS);
	}
}

/* A frame pointer may point behind the frame, and that behind the stack. */
static void frame_ends_the_stack(struct stack *s)
{
	const struct ksym_walk_layout *layout = &s->system.layout;
	const uint64_t end = s->base + WORDS * (uint64_t)layout->word;
	struct ksym_walk w;

	if (layout->next > -layout->word || layout->link > -layout->word ||
		end - 1 == last_address(s)) {
		return;
	}
	CHECK(place(s, end) == NULL);
	put_word(s, end + (uint64_t)layout->next, 0);
	put_word(s, end + (uint64_t)layout->link, nth_link(FRAMES - 1));
	put_word(s, next_place(s, FRAMES - 2), end);
	start_at(&w, s, s->frames[0]);
	take(&w, s, FRAMES - 1);
	yields(&w, end, nth_link(FRAMES - 1));
	ends(&w, KSYM_WALK_END, 0, 0);
	put_word(s, end + (uint64_t)layout->link, 0);
	put_word(s, next_place(s, FRAMES - 2), s->frames[FRAMES - 1]);
}

static bool read_highest(void *context, uint64_t addr, uint64_t *wordp)
{
	(void)context;
	*wordp = addr == UINT64_MAX - 16 ? CODE : 0;
	return addr == UINT64_MAX - 8 || addr == UINT64_MAX - 16;
}

static bool is_code(void *context, uint64_t link)
{
	(void)context;
	return link == CODE;
}

/* No machine has unaligned frames, but the walker must not depend on that. */
static void highest_frame(void)
{
	static const struct ksym_walk_system system = {
		.layout = { .word = 8, .align = 1, .next = -8, .link = -16 },
		.read = read_highest,
		.is_link = is_code,
	};
	struct ksym_walk walk;
	struct ksym_walk_frame frame;

	current = "highest frame";
	ksym_walk_start(&walk, &system, NULL, UINT64_MAX, DEPTH);
	CHECK(ksym_walk_next(&walk, &frame) == 0);
	CHECK(frame.frame == UINT64_MAX && frame.link == CODE);
	CHECK(ksym_walk_next(&walk, &frame) == -KSYM_WALK_END);
}

int main(void)
{
	static struct stack s;

	for (size_t i = 0; i < LAYOUTS; i++) {
		const unsigned int word = layouts[i].layout.word;
		const uint64_t last = word == 8 ? UINT64_MAX : UINT32_MAX;
		const uint64_t bases[] = { 0x2000, 0x7fff0000,
			last - WORDS * word + 1 };

		for (size_t k = 0; k < sizeof(bases) / sizeof(bases[0]); k++) {
			lay_stack(&s, i, bases[k]);
			whole(&s);
			root_with_a_link(&s);
			frame_ends_the_stack(&s);
			bad_frames(&s);
			loops(&s);
			bad_links(&s);
			depths(&s);
			whole(&s);
			random_stacks(&s);
		}
	}
	highest_frame();
	printf("%lu checks\n", checks);
	return 0;
}
