/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The parts of a table, and how they are put together. What makes a part, its
 * _free function releases; that also holds after an error, and for a struct
 * that is all zeros.
 */
#ifndef KSYM_WRITE_TABLE_H
#define KSYM_WRITE_TABLE_H

#include <stdbool.h>

#include "addresses/blocks.h"
#include "addresses/regions.h"
#include "addresses/resumes.h"
#include "bytes.h"
#include "index/index.h"
#include "lines/lines.h"
#include "names/dictionary.h"

struct parts {
	const struct input *list;
	const struct ksym_write_options *options;
	struct names names;
	struct lines lines;
	struct dictionary dictionary;
	struct resumes resumes;
	struct regions regions;
	struct steps steps;
	struct pages pages;
	struct blocks blocks;
	struct bytes index;
};

/* Appends the table of PARTS to OUT, which is empty. */
bool table_write(
	const struct parts *parts, struct bytes *out, struct failure *err);

#endif
