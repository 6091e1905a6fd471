/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Code that the linker left out is told of still, at address 0. Where there is
 * code at 0, symbols say which is in the image.
 */
#include "reading.h"

#include <string.h>

static bool has_code_at_zero(const struct reading *reading)
{
	for (size_t i = 0; i < reading->code_count; i++) {
		if (reading->code[i].begin == 0 && reading->code[i].end > 0) {
			return true;
		}
	}
	return false;
}

static bool take_symbol(
	const struct elf_symbol *symbol, void *context, struct error *err)
{
	struct interner *names = context;
	uint32_t number;

	/* Of Thumb code bit 0 is set. A compiler's copies have suffixes. */
	if (symbol->section == SHN_UNDEF || symbol->section == SHN_ABS ||
		symbol->sym.st_value > 1 || symbol->name[0] == '\0') {
		return true;
	}
	return intern(names, symbol->name, strlen(symbol->name), &number,
		       err) &&
	       intern(names, symbol->name, strcspn(symbol->name, "."), &number,
		       err);
}

bool discarded_read_symbols(struct reading *reading, struct error *err)
{
	if (!has_code_at_zero(reading) ||
		!elf_file_has_symbols(&reading->file)) {
		return true;
	}
	reading->is_at_zero = true;
	return elf_file_each_symbol(
		&reading->file, take_symbol, &reading->at_zero, err);
}

static bool is_named_at_zero(const struct reading *reading, uint32_t number)
{
	const struct interned *name;
	uint32_t found;

	if (number == LINES_NONE) {
		return false;
	}
	name = &reading->texts.items[number];
	return interner_find(
		&reading->at_zero, name->text, name->length, &found);
}

bool discarded_function(
	struct reading *reading, uint32_t function, size_t first_range)
{
	const struct function_facts *facts = &reading->functions[function];

	for (size_t i = first_range;
		reading->is_at_zero && i < reading->range_count; i++) {
		if (reading->ranges[i].begin != 0) {
			continue;
		}
		if (!is_named_at_zero(reading, facts->linkage) &&
			!is_named_at_zero(reading, facts->name)) {
			return true;
		}
		reading->end_at_zero = reading->ranges[i].end;
		reading->line_at_zero = facts->function.line;
	}
	return false;
}

/* Lines from where the function at 0 is declared to the first row's. */
static uint64_t distance(
	const struct reading *reading, const struct line_sequence *sequence)
{
	const int64_t line = reading->program.rows[sequence->first].line;
	const int64_t gap = line - reading->line_at_zero;

	return (uint64_t)(gap < 0 ? -gap : gap);
}

/* Whether A looks more like the function at 0 than B. */
static bool is_closer(const struct reading *reading,
	const struct line_sequence *a, const struct line_sequence *b)
{
	const uint64_t end = reading->end_at_zero;
	const uint64_t gap_a = distance(reading, a),
		       gap_b = distance(reading, b);

	if (a->end < end || b->end < end) {
		return a->end > b->end;
	}
	return gap_a != gap_b ? gap_a < gap_b : a->end < b->end;
}

bool discarded_sequence(
	const struct reading *reading, size_t sequence, bool has_functions)
{
	const struct line_rows *program = &reading->program;
	const struct line_sequence *all = program->sequences;

	if (!reading->is_at_zero || all[sequence].begin != 0) {
		return false;
	}
	if (reading->end_at_zero == 0) {
		return has_functions;
	}
	for (size_t i = 0; i < program->sequence_count; i++) {
		if (all[i].begin == 0 &&
			is_closer(reading, &all[i], &all[sequence])) {
			return true;
		}
	}
	return false;
}
