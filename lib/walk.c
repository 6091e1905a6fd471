/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <ksym_walk.h>

/*@ // A walk of a system with any two functions, see proof/lib.c.
    predicate is_walk(struct ksym_walk *w) =
      \valid_read(w) && \valid_read(w->system) &&
      (w->system->layout.word == 4 || w->system->layout.word == 8) &&
      w->system->read == &proof_read && w->system->is_link == &proof_is_link; */

/*@ requires \valid(w);
    terminates \true;
    assigns *w;
    ensures w->system == system && w->context == context;
    ensures w->frame == frame && w->left == depth; */
void ksym_walk_start(struct ksym_walk *w, const struct ksym_walk_system *system,
	void *context, uint64_t frame, uint32_t depth)
{
	w->system = system;
	w->context = context;
	w->frame = frame;
	w->below = 0;
	w->left = depth;
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

/* Whether a frame pointer may follow the one before it. */
/*@ requires is_walk(w);
    terminates \true;
    assigns \nothing;
    ensures \result ==> frame > below; */
static bool is_plausible(
	const struct ksym_walk *w, uint64_t frame, uint64_t below)
{
	const uint32_t low = w->system->layout.align - 1u;

	return frame > below && ((uint32_t)frame & low) == 0;
}

/* Reads a frame: its link, and the frame pointer of the next. */
/*@ requires is_walk(w) && \valid(framep) && \valid(nextp);
    requires \separated(w, w->system, framep, nextp);
    terminates \true;
    assigns *framep, *nextp;
    ensures -KSYM_WALK_BAD_LINK <= \result <= 0;
    ensures \result == 0 ==> w->frame > w->below; */
static int read_frame(const struct ksym_walk *w, struct ksym_walk_frame *framep,
	uint64_t *nextp)
{
	const struct ksym_walk_layout *layout = &w->system->layout;
	uint64_t keeper = w->frame;

	if (!is_plausible(w, w->frame, w->below) ||
		!read_word(w, w->frame, layout->next, nextp)) {
		return -KSYM_WALK_BAD_FRAME;
	}
	if (layout->link_in_next) {
		keeper = *nextp;
		if (keeper == 0) {
			return -KSYM_WALK_END;
		}
		if (!is_plausible(w, keeper, w->frame)) {
			framep->frame = keeper;
			return -KSYM_WALK_BAD_FRAME;
		}
	}
	if (!read_word(w, keeper, layout->link, &framep->link)) {
		framep->frame = keeper;
		return -KSYM_WALK_BAD_FRAME;
	}
	if (*nextp == 0 && framep->link == 0) {
		return -KSYM_WALK_END;
	}
	/*@ calls proof_is_link; */
	return w->system->is_link(w->context, framep->link)
		       ? 0
		       : -KSYM_WALK_BAD_LINK;
}

/*@ requires is_walk(w) && \valid(w) && \valid(framep);
    requires \separated(w, w->system, framep);
    terminates \true;
    assigns w->frame, w->below, w->left, *framep;
    ensures -KSYM_WALK_TOO_DEEP <= \result <= 0;
    ensures \result == 0 ==> w->left == \old(w->left) - 1 >= 0;
    ensures \result == 0 ==> w->below == \old(w->frame) > \old(w->below);
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
			      : read_frame(w, framep, &next);
	if (result == 0) {
		w->left--;
		w->below = w->frame;
		w->frame = next;
	} else {
		w->frame = 0;
	}
	return result;
}
