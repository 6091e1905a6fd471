/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <ksym_walk.h>

/* What read_frame says of a frame that has no link. */
#define LEAF 1

/*@ // A walk of a system with any two functions, see proof/lib.c.
    predicate is_system(struct ksym_walk_system *system) =
      \valid_read(system) &&
      (system->layout.word == 4 || system->layout.word == 8) &&
      system->read == &proof_read && system->is_link == &proof_is_link;

    predicate is_in(struct ksym_walk_range r, integer frame) =
      r.above < frame <= r.last;
    predicate is_free(struct ksym_walk *w, integer frame) =
      is_in(w->free[0], frame) || is_in(w->free[1], frame) ||
      is_in(w->free[2], frame) || is_in(w->free[3], frame);

    // No frame pointer is in two of the ranges that are free.
    predicate is_apart(struct ksym_walk_range a, struct ksym_walk_range b) =
      a.last <= b.above || b.last <= a.above || a.above == a.last ||
      b.above == b.last;
    predicate is_range(struct ksym_walk_range r) = r.above <= r.last;
    predicate is_walk(struct ksym_walk *w) =
      \valid_read(w) && is_system(w->system) &&
      w->current < KSYM_WALK_STACKS == 4 &&
      is_range(w->free[0]) && is_range(w->free[1]) &&
      is_range(w->free[2]) && is_range(w->free[3]) &&
      is_apart(w->free[0], w->free[1]) && is_apart(w->free[0], w->free[2]) &&
      is_apart(w->free[0], w->free[3]) && is_apart(w->free[1], w->free[2]) &&
      is_apart(w->free[1], w->free[3]) && is_apart(w->free[2], w->free[3]); */

/*@ requires \valid(w) && is_system(system) && \separated(w, system);
    terminates \true;
    assigns *w;
    ensures is_walk(w);
    ensures w->system == system && w->context == context;
    ensures w->frame == frame && w->left == depth; */
void ksym_walk_start(struct ksym_walk *w, const struct ksym_walk_system *system,
	void *context, uint64_t frame, uint32_t depth)
{
	/*@ loop invariant 0 <= i <= KSYM_WALK_STACKS;
	    loop invariant \forall integer k; 0 <= k < i ==>
	      w->free[k].above == w->free[k].last == frame;
	    loop assigns i, w->free[0 .. KSYM_WALK_STACKS - 1];
	    loop variant KSYM_WALK_STACKS - i; */
	for (uint32_t i = 0; i < KSYM_WALK_STACKS; i++) {
		/* Empty, and no constant, of which compilers make a memset. */
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

/*@ requires is_walk(w);
    terminates \true;
    assigns \nothing; */
static bool is_link(const struct ksym_walk *w, uint64_t link)
{
	/*@ calls proof_is_link; */
	return w->system->is_link(w->context, link);
}

/*@ requires is_walk(w) && \valid(w) && \separated(w, w->system);
    terminates \true;
    assigns w->link;
    ensures w->link == 0 || w->link == link; */
void ksym_walk_set_link(struct ksym_walk *w, uint64_t link)
{
	w->link = is_link(w, link) ? link : 0;
}

/* Reads the word at an offset from a frame pointer, unless that wraps. */
/*@ requires is_walk(w) && \valid(wordp);
    terminates \true;
    assigns *wordp;
    ensures !\result ==> *wordp == \old(*wordp); */
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
/*@ requires is_walk(w) && range < KSYM_WALK_STACKS;
    terminates \true;
    assigns \nothing;
    ensures \result ==>
      w->free[range].above < frame <= w->free[range].last; */
static bool is_in_range(
	const struct ksym_walk *w, uint64_t frame, uint32_t range)
{
	const uint32_t low = w->system->layout.align - 1u;

	return frame > w->free[range].above && frame <= w->free[range].last &&
	       ((uint32_t)frame & low) == 0;
}

/* The free range that a frame pointer is in; KSYM_WALK_STACKS if in none. */
/*@ requires is_walk(w);
    terminates \true;
    assigns \nothing;
    ensures \result <= KSYM_WALK_STACKS;
    ensures \result < KSYM_WALK_STACKS ==>
      w->free[\result].above < frame <= w->free[\result].last; */
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
/*@ requires is_walk(w) && range < KSYM_WALK_STACKS;
    terminates \true;
    assigns \nothing;
    ensures \result == w->free[range].last - w->free[range].above; */
static uint64_t width(const struct ksym_walk *w, uint32_t range)
{
	return w->free[range].last - w->free[range].above;
}

/*
 * Takes the frame out of the free range that it is in. Above it the stack goes
 * on; the rest below it is kept in place of the narrowest other range, if it is
 * wider than that.
 */
/*@ requires is_walk(w) && \valid(w) && \separated(w, w->system);
    requires range < KSYM_WALK_STACKS;
    requires w->free[range].above < w->frame <= w->free[range].last;
    terminates \true;
    assigns w->free[0 .. KSYM_WALK_STACKS - 1], w->current;
    ensures is_walk(w) && !is_free(w, w->frame);
    ensures \forall integer frame;
      is_free(w, frame) ==> is_free{Pre}(w, frame); */
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
/*@ requires is_walk(w) && \valid(w) && \valid(nextp);
    requires \separated(w, w->system, nextp);
    terminates \true;
    assigns w->free[0 .. KSYM_WALK_STACKS - 1], w->current, w->stacks, *nextp;
    ensures is_walk(w);
    ensures -KSYM_WALK_TOO_MANY_STACKS <= \result <= 0;
    ensures \result == 0 ==>
      is_free{Pre}(w, w->frame) && !is_free(w, w->frame);
    ensures \forall integer frame;
      is_free(w, frame) ==> is_free{Pre}(w, frame); */
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
 * Whether a frame is a leaf's, by what is there in place of a link: a frame
 * above it, or none, if then the link register tells that there is a caller.
 */
/*@ requires is_walk(w);
    terminates \true;
    assigns \nothing;
    ensures \result && kept == 0 ==> w->link != 0; */
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
/*@ requires is_walk(w) && \valid(framep);
    requires \separated(w, w->system, framep);
    requires framep->frame == w->frame;
    terminates \true;
    assigns *framep;
    ensures -KSYM_WALK_BAD_LINK <= \result <= LEAF;
    ensures \result >= 0 ==> framep->frame == w->frame; */
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
/*@ requires is_walk(w) && \valid(w) && \valid(framep) && \valid(nextp);
    requires \separated(w, w->system, framep, nextp);
    terminates \true;
    assigns w->free[0 .. KSYM_WALK_STACKS - 1], w->current, w->stacks;
    assigns *framep, *nextp;
    ensures is_walk(w);
    ensures -KSYM_WALK_TOO_MANY_STACKS <= \result <= LEAF;
    ensures \result >= 0 ==> framep->frame == w->frame;
    ensures \result >= 0 ==>
      is_free{Pre}(w, w->frame) && !is_free(w, w->frame);
    ensures \forall integer frame;
      is_free(w, frame) ==> is_free{Pre}(w, frame); */
static int read_frame(
	struct ksym_walk *w, struct ksym_walk_frame *framep, uint64_t *nextp)
{
	const int result = enter_frame(w, nextp);

	framep->frame = w->frame;
	framep->link = 0;
	return result == 0 ? read_link(w, *nextp, framep) : result;
}

/* The same, but a leaf's frame has the link register's link or is left out. */
/*@ requires is_walk(w) && \valid(w) && \valid(framep) && \valid(nextp);
    requires \separated(w, w->system, framep, nextp);
    terminates \true;
    assigns w->free[0 .. KSYM_WALK_STACKS - 1], w->current, w->stacks;
    assigns w->frame, *framep, *nextp;
    ensures is_walk(w);
    ensures -KSYM_WALK_TOO_MANY_STACKS <= \result <= 0;
    ensures \result == 0 ==>
      is_free{Pre}(w, framep->frame) && !is_free(w, framep->frame);
    ensures \forall integer frame;
      is_free(w, frame) ==> is_free{Pre}(w, frame); */
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

/*@ requires is_walk(w) && \valid(w) && \valid(framep);
    requires \separated(w, w->system, framep);
    terminates \true;
    assigns w->free[0 .. KSYM_WALK_STACKS - 1], w->current, w->stacks;
    assigns w->frame, w->link, w->left, *framep;
    ensures is_walk(w);
    ensures -KSYM_WALK_TOO_MANY_STACKS <= \result <= 0;
    ensures \result == 0 ==> w->left == \old(w->left) - 1 >= 0;
    ensures \result == 0 ==> is_free{Pre}(w, framep->frame);
    ensures \result == 0 ==> !is_free(w, framep->frame);
    ensures \forall integer frame;
      is_free(w, frame) ==> is_free{Pre}(w, frame);
    ensures \result < 0 ==> w->frame == 0; */
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

/*@ terminates \true;
    assigns \result \from err;
    ensures \valid_read(\result + (0 .. \block_length(\result) - 1));
    ensures \result[\block_length(\result) - 1] == 0; */
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
