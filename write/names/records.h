/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The records by which readers find a phrase in the text. */
#ifndef KSYM_WRITE_RECORDS_H
#define KSYM_WRITE_RECORDS_H

#include <stdbool.h>

#include "bytes.h"
#include "names/dictionary.h"

/* How they are laid out: the fewest bits that hold them all. */
struct record_layout {
	unsigned bits; /* of a record, above KSYM_PHRASE_BITS_MAX if none does */
	unsigned length_bits; /* of these for the length; the others say where */
};

struct record_layout records_layout(const struct dictionary *dictionary);
/* Appends those of one place to OUT, by number. */
bool records_write(const struct dictionary *dictionary, enum place place,
	struct bytes *out, struct failure *err);

#endif
