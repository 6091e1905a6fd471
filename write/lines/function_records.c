/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "lines/function_records.h"

#include <ksym_format.h>
#include <stdlib.h>

#include "array.h"
#include "lines/coded.h"
#include "lines/high_bits.h"
#include "numbers.h"

#define ROOM 4 /* zeros that readers may take behind the part */

/* What the fields of a group hold, and their widths. */
struct group {
	const struct learnt *learnt;
	const struct line_functions *functions;
	uint32_t first, end; /* functions by number */
	uint32_t file;       /* the lowest one */
	unsigned file_bits, line_bits, start_bits, change_bits;
};

static const struct line_function *function_of(
	const struct group *group, uint32_t number)
{
	return &group->functions->items[group->learnt->functions[number]];
}

/* Call K of a function, and how its line differs from that of the caller. */
static const struct line_function *callee_of(const struct group *group,
	const struct line_function *caller, uint32_t k, uint32_t *changep)
{
	const uint32_t edge = group->learnt->calls[caller->first_call + k];
	const struct key key = group->learnt->edges.items[edge].key;
	const struct line_function *callee = &group->functions->items[key.c];

	/* The line of one without a name is of no interest. */
	*changep = callee->name == NULL
			   ? 0
			   : coded_change((int64_t)key.b - caller->base);
	return callee;
}

static uint32_t larger(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

/* Sets the widths of a group's fields. */
static bool measure(struct group *group, struct failure *err)
{
	uint32_t files = 0, lines = 0, changes = 0, starts = 0;
	uint64_t calls = 0;

	group->file = UINT32_MAX;
	for (uint32_t i = group->first; i < group->end; i++) {
		const struct line_function *function = function_of(group, i);

		group->file = function->file < group->file ? function->file
							   : group->file;
		files = larger(files, function->file);
		lines = larger(lines, function->base);
		starts = larger(starts, (uint32_t)calls);
		calls += function->call_count;
		if (calls > CODED_MAX) {
			return fail(err, KSYM_WRITE_LINES, .found = calls,
				.limit = CODED_MAX);
		}
		for (uint32_t k = 0; k < function->call_count; k++) {
			uint32_t change;

			(void)callee_of(group, function, k, &change);
			changes = larger(changes, change);
		}
	}
	group->file_bits = number_width(files - group->file);
	group->line_bits = number_width(lines);
	group->start_bits = number_width(starts);
	group->change_bits = number_width(changes);
	return true;
}

static bool write_function(const struct group *group,
	const struct line_function *function, uint32_t start,
	unsigned name_bits, struct high_bits *out, struct failure *err)
{
	return high_bits_write(out, function->name_number, name_bits, err) &&
	       high_bits_write(out, function->file - group->file,
		       group->file_bits, err) &&
	       high_bits_write(out, function->base, group->line_bits, err) &&
	       high_bits_write(out, start, group->start_bits, err);
}

static bool write_calls(const struct group *group,
	const struct line_function *function, unsigned callee_bits,
	struct high_bits *out, struct failure *err)
{
	for (uint32_t k = 0; k < function->call_count; k++) {
		uint32_t change;
		const struct line_function *callee =
			callee_of(group, function, k, &change);

		if (!high_bits_write(out, callee->number, callee_bits, err) ||
			!high_bits_write(
				out, change, group->change_bits, err)) {
			return false;
		}
	}
	return true;
}

/* The fields; of functions that a group lacks they are zeros. */
static bool write_fields(const struct group *group,
	const struct function_records *records, struct high_bits *out,
	struct failure *err)
{
	const struct line_function none = { .file = group->file };
	uint32_t start = 0;

	for (uint32_t i = group->first; i < group->first + KSYM_LINES_FUNCTIONS;
		i++) {
		const struct line_function *function =
			i < group->end ? function_of(group, i) : &none;

		if (!write_function(group, function, i < group->end ? start : 0,
			    records->name_bits, out, err)) {
			return false;
		}
		start += function->call_count;
	}
	for (uint32_t i = group->first; i < group->end; i++) {
		if (!write_calls(group, function_of(group, i),
			    records->callee_bits, out, err)) {
			return false;
		}
	}
	return true;
}

static bool write_head(const struct group *group, uint64_t bit,
	struct bytes *heads, struct failure *err)
{
	const uint32_t widths = group->file_bits |
				group->line_bits << KSYM_LINES_WIDTH_BITS |
				group->start_bits << 2 * KSYM_LINES_WIDTH_BITS |
				group->change_bits << 3 * KSYM_LINES_WIDTH_BITS;

	return bytes_append_number(heads, bit, KSYM_LINES_HEAD_FILE, err) &&
	       bytes_append_number(heads, group->file,
		       KSYM_LINES_HEAD_WIDTHS - KSYM_LINES_HEAD_FILE, err) &&
	       bytes_append_number(heads, widths,
		       KSYM_LINES_HEAD_SIZE - KSYM_LINES_HEAD_WIDTHS, err);
}

/* All heads, and the fields, which stand behind them. */
static bool write_groups(const struct learnt *learnt,
	const struct line_functions *functions,
	struct function_records *records, struct bytes *fields,
	struct failure *err)
{
	const uint32_t count = learnt->function_count;
	const uint32_t groups =
		(count + KSYM_LINES_FUNCTIONS - 1) / KSYM_LINES_FUNCTIONS;
	struct high_bits out = { .out = fields };

	for (uint32_t i = 0; i < groups; i++) {
		struct group group = { .learnt = learnt,
			.functions = functions,
			.first = i * KSYM_LINES_FUNCTIONS };

		group.end = i + 1 < groups ? group.first + KSYM_LINES_FUNCTIONS
					   : count;
		if (!measure(&group, err) ||
			!write_head(&group,
				8 * ((uint64_t)groups * KSYM_LINES_HEAD_SIZE +
					    fields->size) +
					out.count,
				&records->bytes, err) ||
			!write_fields(&group, records, &out, err)) {
			return false;
		}
	}
	return high_bits_align(&out, err);
}

/* Sets the widths of numbers of names and functions. */
static bool set_bits(const struct learnt *learnt,
	const struct line_functions *functions,
	struct function_records *records, struct failure *err)
{
	const uint32_t count = learnt->function_count;
	uint32_t most = 0;

	for (uint32_t i = 0; i < count; i++) {
		const uint32_t name =
			functions->items[learnt->functions[i]].name_number;

		most = name == LINE_NONE ? most : larger(most, name);
	}
	/* All ones are no name. */
	records->name_bits = (uint8_t)number_width((uint64_t)most + 1);
	records->callee_bits = (uint8_t)number_width(count);
	if (count / KSYM_LINES_FUNCTIONS >= KSYM_LINES_GROUPS_MAX) {
		return fail(err, KSYM_WRITE_LINES, .found = count,
			.limit = (uint64_t)KSYM_LINES_GROUPS_MAX *
				 KSYM_LINES_FUNCTIONS);
	}
	return records->name_bits <= KSYM_LINES_BITS_MAX ||
	       fail(err, KSYM_WRITE_LINES, .found = most,
		       .limit = (1u << KSYM_LINES_BITS_MAX) - 2);
}

bool function_records_write(const struct learnt *learnt,
	const struct line_functions *functions,
	struct function_records *records, struct failure *err)
{
	struct bytes fields = { 0 };
	const bool done =
		set_bits(learnt, functions, records, err) &&
		write_groups(learnt, functions, records, &fields, err) &&
		bytes_append(&records->bytes, fields.data, fields.size, err) &&
		bytes_append(&records->bytes, NULL, ROOM, err);

	free(fields.data);
	return done;
}
