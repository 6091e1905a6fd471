/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The contracts of strerror.c. */

/*@ terminates \true;
    assigns \result \from err;
    ensures \valid_read(\result + (0 .. \block_length(\result) - 1));
    ensures \result[\block_length(\result) - 1] == 0; */
const char *ksym_strerror(int err);
