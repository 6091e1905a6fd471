/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "reading.h"

#include <stdlib.h>

#include "core/array.h"

/* The line that a call's row had last, in the sequence of that number. */
struct last_line {
	size_t sequence; /* from 1 */
	uint32_t file, line;
};

/* A unit's rows on their way from its line table. */
struct merge {
	struct reading *reading;
	struct line_table *table;
	struct error *err;
	size_t first_call;
	bool has_functions;
	struct last_line *last; /* by call of the unit; the first: in none */
	size_t sequence;
	size_t first; /* row of the run */
	size_t range; /* the first that does not end below */
};

/* A row of line 0 belongs to the row before it of the same calls. */
static void fold_line_zero(struct merge *merge, struct lines_row *row)
{
	const size_t i =
		row->call == LINES_NONE ? 0 : row->call - merge->first_call + 1;
	struct last_line *last = &merge->last[i];

	if (row->line != 0) {
		*last = (struct last_line){ merge->sequence, row->file,
			row->line };
	} else if (last->sequence == merge->sequence) {
		row->file = last->file;
		row->line = last->line;
	}
}

/* Ends the run at hand before END, if there is one. */
static bool end_run(struct merge *merge, uint64_t end)
{
	struct reading *reading = merge->reading;
	const size_t count = reading->row_count - merge->first;
	const struct owner *owner;
	struct run *runs;
	uint64_t begin;

	if (count == 0) {
		return true;
	}
	runs = array_room(reading->runs, reading->run_count + 1,
		&reading->run_capacity, sizeof(*runs), merge->err);
	if (runs == NULL) {
		return false;
	}
	reading->runs = runs;
	begin = reading->rows[merge->first].addr;
	owner = owners_find(&reading->owners, begin);
	runs[reading->run_count++] = (struct run){ merge->first, count, begin,
		end, owner == NULL ? 0 : 1 + owner->is_named };
	merge->first = reading->row_count;
	return true;
}

/* One that tells nothing is a gap: other units may have what is there. */
static bool add_row(struct merge *merge, const struct lines_row *row)
{
	struct reading *reading = merge->reading;
	struct lines_row *rows;

	if (row->call == LINES_NONE && row->file == LINES_NONE &&
		row->line == 0) {
		return end_run(merge, row->addr);
	}
	if (reading->row_count > merge->first) {
		const struct lines_row *last =
			&reading->rows[reading->row_count - 1];

		if (last->call == row->call && last->file == row->file &&
			last->line == row->line) {
			return true;
		}
	}
	rows = array_room(reading->rows, reading->row_count + 1,
		&reading->row_capacity, sizeof(*rows), merge->err);
	if (rows == NULL) {
		return false;
	}
	reading->rows = rows;
	rows[reading->row_count++] = *row;
	return true;
}

/*
 * Adds rows of one LINE up to END, a row wherever another call
 * begins. Where the unit has no code there is no line: an assembler's sequences
 * go on over what is behind the functions.
 */
static bool add_pieces(
	struct merge *merge, const struct lines_row *line, uint64_t end)
{
	const struct reading *reading = merge->reading;
	struct lines_row row = *line;

	while (row.addr < end) {
		struct lines_row piece = { row.addr, LINES_NONE, LINES_NONE,
			0 };
		uint64_t next = end;
		bool inside = false;

		while (merge->range < reading->range_count &&
			reading->ranges[merge->range].end <= row.addr) {
			merge->range++;
		}
		if (merge->range < reading->range_count) {
			const struct call_range *range =
				&reading->ranges[merge->range];

			inside = range->begin <= row.addr;
			piece.call = inside ? range->call : LINES_NONE;
			next = inside ? range->end : range->begin;
			next = next < end ? next : end;
		}
		if (inside || !reading->is_bounded) {
			piece.file = row.file;
			piece.line = row.line;
			fold_line_zero(merge, &piece);
		}
		if (!add_row(merge, &piece)) {
			return false;
		}
		row.addr = next;
	}
	return true;
}

/* The first range that does not end at ADDR or below. */
static size_t find_range(const struct reading *reading, uint64_t addr)
{
	size_t low = 0, high = reading->range_count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (reading->ranges[middle].end <= addr) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

/* Adds what SEQUENCE has from the address FROM on. */
static bool add_sequence(struct merge *merge,
	const struct line_sequence *sequence, uint64_t from)
{
	struct reading *reading = merge->reading;
	const struct line_program_row *rows =
		reading->program.rows + sequence->first;

	merge->sequence++;
	merge->first = reading->row_count;
	merge->range = find_range(reading, from);
	for (size_t i = 0; i < sequence->count; i++) {
		struct lines_row row = { .line = rows[i].line };
		uint64_t end = i + 1 < sequence->count ? rows[i + 1].addr
						       : sequence->end;

		row.addr = rows[i].addr < from ? from : rows[i].addr;
		end = end < sequence->end ? end : sequence->end;
		/* Of several rows at one address the last holds. */
		if (row.addr < end &&
			(!table_path(reading, merge->table, rows[i].file,
				 &row.file, merge->err) ||
				!add_pieces(merge, &row, end))) {
			return false;
		}
	}
	return end_run(merge, sequence->end);
}

/* Whether ADDR is in an executable section. */
static bool is_code(const struct reading *reading, uint64_t addr)
{
	size_t low = 0, high = reading->code_count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (reading->code[middle].end <= addr) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low < reading->code_count && reading->code[low].begin <= addr;
}

/* By address; of one address in the order of the program. */
static int compare_sequences(const void *a, const void *b)
{
	const struct line_sequence *x = a, *y = b;

	if (x->begin != y->begin) {
		return x->begin < y->begin ? -1 : 1;
	}
	return x->first < y->first ? -1 : x->first > y->first;
}

/* Adds SEQUENCE where none before it is, which is from *ENDP on. */
static bool add_rest(struct merge *merge, const struct line_sequence *sequence,
	uint64_t *endp)
{
	const uint64_t from = sequence->begin > *endp ? sequence->begin : *endp;

	/* Lines of code that was left out are at 0 or -1. */
	if (sequence->end <= *endp ||
		!is_code(merge->reading, sequence->begin)) {
		return true;
	}
	*endp = sequence->end;
	return add_sequence(merge, sequence, from);
}

/* Adds the sequences [first, end) of one address, or the one that is its
 * owner's. */
static bool add_group(
	struct merge *merge, size_t first, size_t end, uint64_t *endp)
{
	const struct reading *reading = merge->reading;
	const struct line_rows *program = &reading->program;
	const struct line_sequence *all = program->sequences;
	const struct owner *owner =
		owners_find(&reading->owners, all[first].begin);

	if (owner != NULL) {
		first = owners_choose(program, owner, first, end);
		return add_rest(merge, &all[first], endp);
	}
	if (all[first].begin == 0 && reading->owners.is_at_zero &&
		merge->has_functions) {
		return true;
	}
	for (; first < end; first++) {
		if (!add_rest(merge, &all[first], endp)) {
			return false;
		}
	}
	return true;
}

/*
 * One ends where a function begins that another begins with: linkers that leave
 * a part of a section out may leave ends that are far behind it.
 */
static void end_at_functions(struct reading *reading)
{
	struct line_sequence *all = reading->program.sequences;
	uint64_t at = UINT64_MAX, stop = UINT64_MAX;

	for (size_t i = reading->program.sequence_count; i-- > 0;) {
		if (all[i].begin < at && at < stop &&
			owners_find(&reading->owners, at) != NULL) {
			stop = at;
		}
		at = all[i].begin;
		all[i].end = all[i].end < stop ? all[i].end : stop;
	}
}

/* Where sequences overlap the first holds. */
static bool add_sequences(struct merge *merge)
{
	const struct line_rows *program = &merge->reading->program;
	const struct line_sequence *all = program->sequences;
	uint64_t end = 0;
	size_t next;

	if (program->sequence_count > 0) {
		qsort(program->sequences, program->sequence_count,
			sizeof(*program->sequences), compare_sequences);
	}
	end_at_functions(merge->reading);
	for (size_t i = 0; i < program->sequence_count; i = next) {
		next = i + 1;
		while (next < program->sequence_count &&
			all[next].begin == all[i].begin) {
			next++;
		}
		if (!add_group(merge, i, next, &end)) {
			return false;
		}
	}
	return true;
}

bool rows_append(struct reading *reading, struct line_table *table,
	size_t first_call, struct error *err)
{
	struct merge merge = {
		.reading = reading,
		.table = table,
		.err = err,
		.first_call = first_call,
		.has_functions = reading->call_count > first_call,
		.last = calloc(reading->call_count - first_call + 1,
			sizeof(*merge.last)),
	};
	const bool ok = merge.last != NULL ? add_sequences(&merge)
					   : fail(err, "out of memory");

	free(merge.last);
	return ok;
}
