/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The contract in lookup.c that speaks of a struct of its own: it comes first. */

/*@ requires has_symbols(t) && index < t->count;
    requires \valid(block) && \separated(block, t);
    terminates \true;
    assigns *block;
    ensures \result ==>
      is_inside(\old(*t), block->shapes, KSYM_PAGE_SIZE);
    ensures \result ==> KSYM_BEFORE_ANCHOR <= block->anchor;
    ensures \result ==> block->anchor <= \old(t->size) - KSYM_FROM_ANCHOR; */
FAST_ bool find_steps(const struct ksym_table *t, uint32_t index, uint32_t most,
	struct block *block);
