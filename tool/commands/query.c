/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "query.h"

#include "elf_origin.h"
#include "symbols/machine.h"

static bool is_narrow(const struct table *table)
{
	const size_t count = table->format->count(table);
	struct symbol last;

	if (count == 0) {
		return false;
	}
	table->format->get(table, count - 1, &last);
	return last.addr <= UINT32_MAX;
}

bool query_begin(struct query *query, const struct input *input,
	const struct options *options, struct error *err)
{
	*query = (struct query){ .table = &input->table,
		.names = input_may_name(input),
		.bias = options->bias,
		.returns = options->returns,
		.narrow = is_narrow(&input->table) };
	if (!table_origin(&input->table, &query->origin) && input->is_elf &&
		!origin_of_elf(&input->file, &query->origin, err)) {
		return false;
	}
	query->mode_bits = machine_mode_bits(query->origin.machine);
	return !options->lines || input_has_lines(input, err);
}

/* Some print an address of 32 bits as a signed one of 64. */
static uint64_t narrowed(const struct query *query, uint64_t addr)
{
	return query->narrow && addr >= (uint64_t)INT32_MIN ? (uint32_t)addr
							    : addr;
}

/* Where ADDR is in the table; of a return address the bits that are no part of
 * it are left out. */
static uint64_t linked(const struct query *query, uint64_t addr)
{
	addr = narrowed(query, addr - query->bias);
	return query->returns ? addr & ~query->mode_bits : addr;
}

bool query_owner(const struct query *query, uint64_t addr,
	struct symbol *symbolp, uint64_t *offsetp)
{
	if (!query->names) {
		return false;
	}
	addr = linked(query, addr);
	if (!query->table->format->lookup(
		    query->table, addr - query->returns, symbolp)) {
		return false;
	}
	*offsetp = addr - symbolp->addr;
	return true;
}

void query_begin_frames(const struct query *query, uint64_t addr)
{
	if (query->names) {
		query->table->format->begin_frames(
			query->table, linked(query, addr) - query->returns);
	}
}

bool query_next_frame(const struct query *query, struct table_frame *frame)
{
	return query->names &&
	       query->table->format->next_frame(query->table, frame);
}
