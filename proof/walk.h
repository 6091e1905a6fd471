/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The contracts of walk.c. */

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
	void *context, uint64_t frame, uint32_t depth);

/*@ requires is_walk(w);
    terminates \true;
    assigns \nothing; */
static bool is_link(const struct ksym_walk *w, uint64_t link);

/*@ requires is_walk(w) && \valid(w) && \separated(w, w->system);
    terminates \true;
    assigns w->link;
    ensures w->link == 0 || w->link == link; */
void ksym_walk_set_link(struct ksym_walk *w, uint64_t link);

/*@ requires is_walk(w) && \valid(wordp);
    terminates \true;
    assigns *wordp;
    ensures !\result ==> *wordp == \old(*wordp); */
static bool read_word(const struct ksym_walk *w, uint64_t frame, int8_t offset,
	uint64_t *wordp);

/*@ requires is_walk(w) && range < KSYM_WALK_STACKS;
    terminates \true;
    assigns \nothing;
    ensures \result ==>
      w->free[range].above < frame <= w->free[range].last; */
static bool is_in_range(
	const struct ksym_walk *w, uint64_t frame, uint32_t range);

/*@ requires is_walk(w);
    terminates \true;
    assigns \nothing;
    ensures \result <= KSYM_WALK_STACKS;
    ensures \result < KSYM_WALK_STACKS ==>
      w->free[\result].above < frame <= w->free[\result].last; */
static uint32_t find_range(const struct ksym_walk *w, uint64_t frame);

/*@ requires is_walk(w) && range < KSYM_WALK_STACKS;
    terminates \true;
    assigns \nothing;
    ensures \result == w->free[range].last - w->free[range].above; */
static uint64_t width(const struct ksym_walk *w, uint32_t range);

/*@ requires is_walk(w) && \valid(w) && \separated(w, w->system);
    requires range < KSYM_WALK_STACKS;
    requires w->free[range].above < w->frame <= w->free[range].last;
    terminates \true;
    assigns w->free[0 .. KSYM_WALK_STACKS - 1], w->current;
    ensures is_walk(w) && !is_free(w, w->frame);
    ensures \forall integer frame;
      is_free(w, frame) ==> is_free{Pre}(w, frame); */
static void take(struct ksym_walk *w, uint32_t range);

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
static int enter_frame(struct ksym_walk *w, uint64_t *nextp);

/*@ requires is_walk(w);
    terminates \true;
    assigns \nothing;
    ensures \result && kept == 0 ==> w->link != 0; */
static bool is_leaf(const struct ksym_walk *w, uint64_t kept);

/*@ requires is_walk(w) && \valid(framep);
    requires \separated(w, w->system, framep);
    requires framep->frame == w->frame;
    terminates \true;
    assigns *framep;
    ensures -KSYM_WALK_BAD_LINK <= \result <= 1; // LEAF
    ensures \result >= 0 ==> framep->frame == w->frame; */
static int read_link(const struct ksym_walk *w, uint64_t next,
	struct ksym_walk_frame *framep);

/*@ requires is_walk(w) && \valid(w) && \valid(framep) && \valid(nextp);
    requires \separated(w, w->system, framep, nextp);
    terminates \true;
    assigns w->free[0 .. KSYM_WALK_STACKS - 1], w->current, w->stacks;
    assigns *framep, *nextp;
    ensures is_walk(w);
    ensures -KSYM_WALK_TOO_MANY_STACKS <= \result <= 1; // LEAF
    ensures \result >= 0 ==> framep->frame == w->frame;
    ensures \result >= 0 ==>
      is_free{Pre}(w, w->frame) && !is_free(w, w->frame);
    ensures \forall integer frame;
      is_free(w, frame) ==> is_free{Pre}(w, frame); */
static int read_frame(
	struct ksym_walk *w, struct ksym_walk_frame *framep, uint64_t *nextp);

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
	struct ksym_walk *w, struct ksym_walk_frame *framep, uint64_t *nextp);

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
int ksym_walk_next(struct ksym_walk *w, struct ksym_walk_frame *framep);

/*@ terminates \true;
    assigns \result \from err;
    ensures \valid_read(\result + (0 .. \block_length(\result) - 1));
    ensures \result[\block_length(\result) - 1] == 0; */
const char *ksym_walk_strerror(int err);
