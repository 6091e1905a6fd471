/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The contracts of call.c. */

/*@ requires is_table(t) && \valid(symp) && \separated(symp, t);
    terminates \true;
    assigns *symp;
    ensures is_status(\result);
    ensures \result == 0 ==> symp->index < t->count; */
int ksym_lookup_call(const struct ksym_table *t, uint64_t return_addr,
	struct ksym_symbol *symp);
