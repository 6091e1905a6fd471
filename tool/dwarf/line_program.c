/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "line_table.h"

#include <dwarf.h>
#include <inttypes.h>
#include <stdlib.h>

#include "core/array.h"

/* The registers of the state machine that rows depend on. */
struct machine {
	struct line_table *table;
	struct line_rows *rows;
	struct cursor cursor;
	uint64_t addr, file;
	uint32_t line;
	uint64_t operation; /* in an instruction of several */
	size_t first;       /* row of the sequence */
	bool unsorted;      /* the sequence has a row below the one before */
};

static void reset(struct machine *machine)
{
	machine->addr = 0;
	machine->file = 1;
	machine->line = 1;
	machine->operation = 0;
	machine->first = machine->rows->count;
	machine->unsorted = false;
}

static bool append_row(struct machine *machine, struct error *err)
{
	struct line_rows *rows = machine->rows;
	struct line_program_row *all = array_room(rows->rows, rows->count + 1,
		&rows->capacity, sizeof(*all), err);

	if (all == NULL) {
		return false;
	}
	rows->rows = all;
	machine->unsorted |= rows->count > machine->first &&
			     all[rows->count - 1].addr > machine->addr;
	all[rows->count] = (struct line_program_row){ machine->addr,
		machine->file, machine->line, (uint32_t)rows->count };
	rows->count++;
	return true;
}

static int compare_rows(const void *a, const void *b)
{
	const struct line_program_row *x = a, *y = b;

	if (x->addr != y->addr) {
		return x->addr < y->addr ? -1 : 1;
	}
	return x->order < y->order ? -1 : x->order > y->order;
}

/* Ends a sequence before the machine's address; one without code goes. */
static bool end_sequence(struct machine *machine, struct error *err)
{
	struct line_rows *rows = machine->rows;
	struct line_sequence *sequences;
	const size_t count = rows->count - machine->first;

	if (machine->unsorted) {
		qsort(rows->rows + machine->first, count, sizeof(*rows->rows),
			compare_rows);
	}
	if (count == 0 || rows->rows[machine->first].addr >= machine->addr) {
		rows->count = machine->first;
		reset(machine);
		return true;
	}
	sequences = array_room(rows->sequences, rows->sequence_count + 1,
		&rows->sequence_capacity, sizeof(*sequences), err);
	if (sequences == NULL) {
		return false;
	}
	rows->sequences = sequences;
	sequences[rows->sequence_count++] = (struct line_sequence){
		.first = machine->first,
		.count = count,
		.begin = rows->rows[machine->first].addr,
		.end = machine->addr,
	};
	reset(machine);
	return true;
}

/* As many operations on; instructions have one each but on VLIW machines. */
static void advance(struct machine *machine, uint64_t operations)
{
	const uint64_t sum = machine->operation + operations;
	const struct line_table *table = machine->table;

	machine->addr += table->instruction * (sum / table->operations);
	machine->operation = sum % table->operations;
}

static bool wrong(const struct machine *machine, struct error *err,
	const char *what, unsigned opcode)
{
	return fail(err,
		"line table at .debug_line+0x%" PRIx64 ": opcode %u %s",
		machine->table->offset, opcode, what);
}

static bool run_extended(struct machine *machine, struct error *err)
{
	struct line_table *table = machine->table;
	struct cursor *cursor = &machine->cursor;
	const uint64_t length = cursor_uleb(cursor);
	struct cursor operands = *cursor;
	const uint64_t left = (uint64_t)(cursor->end - cursor->at);
	unsigned opcode;

	cursor_skip(cursor, length);
	if (cursor->overrun || length == 0 || length > left) {
		return wrong(machine, err, "has a wrong length", 0);
	}
	operands.end = cursor->at;
	opcode = (unsigned)cursor_number(&operands, 1);
	switch (opcode) {
	case DW_LNE_end_sequence:
		return end_sequence(machine, err);
	case DW_LNE_set_address:
		if (length < 2 || length > 9) {
			return wrong(machine, err,
				"has an address of a wrong size", opcode);
		}
		machine->addr = cursor_number(&operands, (unsigned)length - 1);
		machine->operation = 0;
		return true;
	case DW_LNE_define_file: {
		const char *name = cursor_text(&operands);

		return line_table_add_file(
			table, name, cursor_uleb(&operands), err);
	}
	default:
		return true;
	}
}

/* An opcode that this reader does not know, or need. */
static void skip_operands(struct machine *machine, unsigned opcode)
{
	for (unsigned i = 0; i < machine->table->lengths[opcode - 1]; i++) {
		(void)cursor_uleb(&machine->cursor);
	}
}

static bool run_standard(
	struct machine *machine, unsigned opcode, struct error *err)
{
	const struct line_table *table = machine->table;
	struct cursor *cursor = &machine->cursor;

	switch (opcode) {
	case DW_LNS_copy:
		return append_row(machine, err);
	case DW_LNS_advance_pc:
		advance(machine, cursor_uleb(cursor));
		return true;
	case DW_LNS_advance_line:
		machine->line += (uint32_t)cursor_sleb(cursor);
		return true;
	case DW_LNS_set_file:
		machine->file = cursor_uleb(cursor);
		return true;
	case DW_LNS_const_add_pc:
		if (table->line_range == 0) {
			return wrong(machine, err, "with line_range 0", opcode);
		}
		advance(machine,
			(255 - table->opcode_base) / table->line_range);
		return true;
	case DW_LNS_fixed_advance_pc:
		machine->addr += cursor_number(cursor, 2);
		machine->operation = 0;
		return true;
	default:
		skip_operands(machine, opcode);
		return true;
	}
}

static bool run_special(
	struct machine *machine, unsigned opcode, struct error *err)
{
	const struct line_table *table = machine->table;
	const unsigned adjusted = opcode - table->opcode_base;

	if (table->line_range == 0) {
		return wrong(machine, err, "with line_range 0", opcode);
	}
	advance(machine, adjusted / table->line_range);
	machine->line += (uint32_t)(table->line_base +
				    (int)(adjusted % table->line_range));
	return append_row(machine, err);
}

bool line_table_run(
	struct line_table *table, struct line_rows *rows, struct error *err)
{
	struct machine machine = {
		.table = table,
		.rows = rows,
		.cursor = table->program,
	};

	rows->count = 0;
	rows->sequence_count = 0;
	reset(&machine);
	while (machine.cursor.at < machine.cursor.end) {
		const unsigned opcode =
			(unsigned)cursor_number(&machine.cursor, 1);
		const bool ran = opcode >= table->opcode_base
					 ? run_special(&machine, opcode, err)
				 : opcode == 0
					 ? run_extended(&machine, err)
					 : run_standard(&machine, opcode, err);

		if (!ran) {
			return false;
		}
	}
	return true;
}

void line_rows_free(struct line_rows *rows)
{
	free(rows->rows);
	free(rows->sequences);
	*rows = (struct line_rows){ 0 };
}
