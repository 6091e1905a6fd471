/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <ksym_walk.h>

/* What read_frame returns for a frame without a link. */
#define LEAF 1

void ksym_walk_start(struct ksym_walk *w, const struct ksym_walk_system *system,
	void *context, uint64_t frame, uint32_t depth)
{
	/*@ loop invariant 0 <= i <= KSYM_WALK_STACKS;
	    loop invariant \forall integer k; 0 <= k < i ==>
	      w->free[k].above == w->free[k].last == frame;
	    loop assigns i, w->free[0 .. KSYM_WALK_STACKS - 1];
	    loop variant KSYM_WALK_STACKS - i; */
	for (uint32_t i = 0; i < KSYM_WALK_STACKS; i++) {
		/* Empty. A constant would make compilers call memset. */
		w->free[i].above = frame;
		w->free[i].last = frame;
	}
	w->system = system;
	w->context = context;
	w->frame = frame;
	w->link = 0;
	w->free[0].above = 0;
	w->free[0].last = (uint64_t)-1;
	w->current = 0;
	w->stacks = KSYM_WALK_STACKS - 1;
	w->left = depth;
}

static bool is_link(const struct ksym_walk *w, uint64_t link)
{
	/*@ calls proof_is_link; */
	return w->system->is_link(w->context, link);
}

void ksym_walk_set_link(struct ksym_walk *w, uint64_t link)
{
	w->link = is_link(w, link) ? link : 0;
}

/* Reads the word at an offset from a frame pointer, unless that wraps. */
static bool read_word(const struct ksym_walk *w, uint64_t frame, int8_t offset,
	uint64_t *wordp)
{
	const uint32_t word = w->system->layout.word;
	const uint64_t last = word == 8 ? ~(uint64_t)0 : 0xffffffff;
	const uint64_t down = offset < 0 ? (uint64_t)-offset : 0;
	const uint64_t up = offset < 0 ? 0 : (uint64_t)offset;

	if (frame < down || frame > last ||
		last - (frame - down) < up + word - 1) {
		return false;
	}
	/*@ assert frame - down + up + word - 1 <= last; */
	/*@ calls proof_read; */
	return w->system->read(w->context, frame - down + up, wordp);
}

/* Whether a frame pointer is aligned and in a range that is free. */
static bool is_in_range(
	const struct ksym_walk *w, uint64_t frame, uint32_t range)
{
	const uint32_t low = w->system->layout.align - 1u;

	return frame > w->free[range].above && frame <= w->free[range].last &&
	       ((uint32_t)frame & low) == 0;
}

/* The free range that a frame pointer is in; KSYM_WALK_STACKS if in none. */
static uint32_t find_range(const struct ksym_walk *w, uint64_t frame)
{
	uint32_t range = 0;

	/*@ loop invariant range <= KSYM_WALK_STACKS;
	    loop assigns range;
	    loop variant KSYM_WALK_STACKS - range; */
	while (range < KSYM_WALK_STACKS && !is_in_range(w, frame, range)) {
		range++;
	}
	return range;
}

/* How many frame pointers a free range has room for. */
static uint64_t width(const struct ksym_walk *w, uint32_t range)
{
	return w->free[range].last - w->free[range].above;
}

/*
 * Takes the frame out of its free range. The part above it stays, as the stack
 * in use. The part below replaces the narrowest other range, if it is wider.
 */
static void take(struct ksym_walk *w, uint32_t range)
{
	const uint64_t above = w->free[range].above;
	uint32_t narrowest = range == 0 ? 1 : 0;

	/*@ loop invariant 0 <= i <= KSYM_WALK_STACKS;
	    loop invariant narrowest < KSYM_WALK_STACKS && narrowest != range;
	    loop assigns i, narrowest;
	    loop variant KSYM_WALK_STACKS - i; */
	for (uint32_t i = 0; i < KSYM_WALK_STACKS; i++) {
		if (i != range && width(w, i) < width(w, narrowest)) {
			narrowest = i;
		}
	}
	w->free[range].above = w->frame;
	w->current = range;
	if (w->frame - 1 - above > width(w, narrowest)) {
		w->free[narrowest].above = above;
		w->free[narrowest].last = w->frame - 1;
	}
}

/* Enters the frame that the walk has come to, and reads where the next is. */
static int enter_frame(struct ksym_walk *w, uint64_t *nextp)
{
	const uint32_t range = find_range(w, w->frame);

	if (range == KSYM_WALK_STACKS ||
		!read_word(w, w->frame, w->system->layout.next, nextp)) {
		return -KSYM_WALK_BAD_FRAME;
	}
	if (range != w->current) {
		if (w->stacks == 0) {
			return -KSYM_WALK_TOO_MANY_STACKS;
		}
		w->stacks--;
	}
	take(w, range);
	return 0;
}

/*
 * Whether a frame is a leaf's: it keeps a frame pointer in place of the link.
 * That is a frame above it, or 0 if the link register gives the caller.
 */
static bool is_leaf(const struct ksym_walk *w, uint64_t kept)
{
	const struct ksym_walk_layout *layout = &w->system->layout;
	uint64_t link;

	if (!layout->leaf_next_in_link) {
		return false;
	}
	return kept == 0 ? w->link != 0
			 : is_in_range(w, kept, w->current) &&
				   read_word(w, kept, layout->link, &link);
}

/* Reads the link of the frame that was entered. */
static int read_link(const struct ksym_walk *w, uint64_t next,
	struct ksym_walk_frame *framep)
{
	const struct ksym_walk_layout *layout = &w->system->layout;
	bool is_end;

	if (layout->link_in_next) {
		if (next == 0) {
			return -KSYM_WALK_END;
		}
		framep->frame = next;
		if (find_range(w, next) == KSYM_WALK_STACKS) {
			return -KSYM_WALK_BAD_FRAME;
		}
	}
	if (!read_word(w, framep->frame, layout->link, &framep->link)) {
		return -KSYM_WALK_BAD_FRAME;
	}
	framep->frame = w->frame;
	is_end = next == 0 && framep->link == 0;
	if (!is_end && is_link(w, framep->link)) {
		return 0;
	}
	if (is_leaf(w, framep->link)) {
		return LEAF;
	}
	return is_end ? -KSYM_WALK_END : -KSYM_WALK_BAD_LINK;
}

/* Reads the frame that the walk has come to: its link, and the next. */
static int read_frame(
	struct ksym_walk *w, struct ksym_walk_frame *framep, uint64_t *nextp)
{
	const int result = enter_frame(w, nextp);

	framep->frame = w->frame;
	framep->link = 0;
	return result == 0 ? read_link(w, *nextp, framep) : result;
}

/* The same, but a leaf's frame gets its link from the link register. Without
 * one the frame is left out. */
static int read_caller(
	struct ksym_walk *w, struct ksym_walk_frame *framep, uint64_t *nextp)
{
	int result = read_frame(w, framep, nextp);

	if (result == LEAF && w->link == 0) {
		w->frame = framep->link;
		result = read_frame(w, framep, nextp);
		/* Two leaves cannot follow each other. */
		return result == LEAF ? -KSYM_WALK_BAD_LINK : result;
	}
	if (result == LEAF) {
		*nextp = framep->link;
		framep->link = w->link;
		return 0;
	}
	return result;
}

int ksym_walk_next(struct ksym_walk *w, struct ksym_walk_frame *framep)
{
	uint64_t next = 0;
	int result;

	framep->frame = w->frame;
	framep->link = 0;
	if (w->frame == 0) {
		return -KSYM_WALK_END;
	}
	result = w->left == 0 ? -KSYM_WALK_TOO_DEEP
			      : read_caller(w, framep, &next);
	/*@ assert result == 0 ==> is_free{Pre}(w, framep->frame); */
	/*@ assert result == 0 ==> !is_free(w, framep->frame); */
	w->frame = next;
	w->link = 0;
	if (result == 0) {
		w->left--;
	} else {
		w->frame = 0;
	}
	return result;
}

const char *ksym_walk_strerror(int err)
{
	switch (err) {
	case -KSYM_WALK_END:
		return "end of chain";
	case -KSYM_WALK_BAD_FRAME:
		return "end of chain: not a frame";
	case -KSYM_WALK_BAD_LINK:
		return "end of chain: not a return address";
	case -KSYM_WALK_TOO_DEEP:
		return "more callers follow";
	case -KSYM_WALK_TOO_MANY_STACKS:
		return "more stacks follow";
	default:
		return "no error";
	}
}
