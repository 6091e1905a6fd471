/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "reading.h"

#include <dwarf.h>
#include <inttypes.h>
#include <stdlib.h>

#include "core/array.h"
#include "entry.h"

/* What entries of one list are in. */
struct level {
	uint32_t call;  /* a call or function; LINES_NONE: in none */
	uint32_t depth; /* of calls in it */
	uint32_t scope; /* LINES_NONE: none */
};

/* A walk over a unit's entries in the order of the file. */
struct walk {
	struct reading *reading;
	struct error *err;
	Dwarf_Die die;
	const unsigned char *end; /* of the unit */
	bool plain;               /* its language has no functions in types */
	struct level *levels;
	size_t count, capacity;
	struct entry entry; /* of DIE, if it was read */
};

static bool fail_at(struct walk *walk, const char *why)
{
	return fail_unit(walk->reading, walk->err,
		"entry at .debug_info+0x%" PRIx64 ": %s",
		(uint64_t)dwarf_dieoffset(&walk->die), why);
}

static bool read_entry(struct walk *walk)
{
	return entry_read(walk->reading, &walk->die, &walk->entry) ||
	       fail_at(walk, dwarf_errmsg(-1));
}

/* A function or call of which the entry at hand tells. */
static bool add_call(
	struct walk *walk, const struct lines_call *call, uint32_t *numberp)
{
	struct reading *reading = walk->reading;
	struct lines_call *all =
		array_room(reading->calls, reading->call_count + 1,
			&reading->call_capacity, sizeof(*all), walk->err);

	if (all == NULL) {
		return false;
	}
	if (reading->call_count == LINES_NONE) {
		return fail_at(walk, "too many calls");
	}
	reading->calls = all;
	*numberp = (uint32_t)reading->call_count;
	all[reading->call_count++] = *call;
	return true;
}

static bool add_ranges(struct walk *walk, const struct level *level)
{
	return ranges_add(walk->reading, &walk->die, level->call, level->depth,
		walk->err);
}

static bool add_described(struct walk *walk, size_t first)
{
	struct reading *reading = walk->reading;

	for (size_t i = first; i < reading->range_count; i++) {
		struct lines_range *all = array_room(reading->described,
			reading->described_count + 1,
			&reading->described_capacity, sizeof(*all), walk->err);

		if (all == NULL) {
			return false;
		}
		reading->described = all;
		all[reading->described_count++] =
			(struct lines_range){ reading->ranges[i].begin,
				reading->ranges[i].end };
	}
	return true;
}

/* The function that the entry, or the one that tells more of it, is. */
static bool find_function(struct walk *walk, uint32_t *functionp)
{
	Dwarf_Die origin;

	return function_of_entry(walk->reading,
		walk->entry.abstract.valp != NULL &&
				entry_origin(&walk->entry, &origin)
			? &origin
			: &walk->die,
		functionp, walk->err);
}

/* What is in LEVEL is in NAME too. */
static bool extend_scope(
	struct walk *walk, struct level *level, const char *name)
{
	return scope_add(
		walk->reading, level->scope, name, &level->scope, walk->err);
}

/* A function with code is out of line, whatever is around its entry. */
static bool enter_code(struct walk *walk, struct level *level)
{
	struct reading *reading = walk->reading;
	struct lines_call call = { LINES_NONE, 0, LINES_NONE, 0 };
	const size_t first = reading->range_count;
	bool is_there;

	level->depth++;
	if (!find_function(walk, &call.function) ||
		!add_call(walk, &call, &level->call) ||
		!add_ranges(walk, level) ||
		!owners_add(
			reading, call.function, first, &is_there, walk->err)) {
		return false;
	}
	if (!is_there) {
		reading->range_count = first;
		level->call = LINES_NONE;
		return true;
	}
	return !walk->entry.lists_calls || add_described(walk, first);
}

static bool enter_function(struct walk *walk, struct level *level)
{
	if (!read_entry(walk)) {
		return false;
	}
	if (level->scope != LINES_NONE &&
		!address_map_set(&walk->reading->scopes_by_entry,
			walk->die.addr, level->scope, walk->err)) {
		return false;
	}
	if (walk->entry.has_ranges) {
		return enter_code(walk, level);
	}
	level->call = LINES_NONE;
	return walk->plain || walk->entry.name == NULL ||
	       extend_scope(walk, level, walk->entry.name);
}

static bool enter_call(struct walk *walk, struct level *level)
{
	struct reading *reading = walk->reading;
	struct lines_call call = { level->call, 0, LINES_NONE, 0 };
	struct line_table *table;

	/* Within abstract functions calls have no code. */
	if (level->call == LINES_NONE) {
		return true;
	}
	if (!read_entry(walk) || !find_function(walk, &call.function)) {
		return false;
	}
	if (walk->entry.has_call_file &&
		(!table_of_unit(reading, walk->die.cu, &table, walk->err) ||
			!table_path(reading, table, walk->entry.call_file,
				&call.file, walk->err))) {
		return false;
	}
	call.line = (uint32_t)walk->entry.call_line;
	level->depth++;
	return add_call(walk, &call, &level->call) && add_ranges(walk, level);
}

static bool enter_scope(struct walk *walk, struct level *level)
{
	const bool is_namespace = dwarf_tag(&walk->die) == DW_TAG_namespace;

	if (!read_entry(walk)) {
		return false;
	}
	if (walk->entry.name == NULL) {
		return !is_namespace ||
		       extend_scope(walk, level, "(anonymous namespace)");
	}
	return extend_scope(walk, level, walk->entry.name);
}

static bool take_return(struct walk *walk)
{
	struct reading *reading = walk->reading;
	uint64_t *all;

	if (!read_entry(walk)) {
		return false;
	}
	if (!walk->entry.has_return || walk->entry.is_tail_call) {
		return true;
	}
	all = array_room(reading->returns, reading->return_count + 1,
		&reading->return_capacity, sizeof(*all), walk->err);
	if (all == NULL) {
		return false;
	}
	reading->returns = all;
	all[reading->return_count++] = walk->entry.return_addr;
	return true;
}

/*
 * Takes what the entry at hand tells. LEVEL becomes that of its children, and
 * *DESCENDP whether they matter.
 */
static bool visit(struct walk *walk, struct level *level, bool *descendp)
{
	*descendp = true;
	switch (dwarf_tag(&walk->die)) {
	case DW_TAG_subprogram:
		return enter_function(walk, level);
	case DW_TAG_inlined_subroutine:
		return enter_call(walk, level);
	case DW_TAG_lexical_block:
	case DW_TAG_try_block:
	case DW_TAG_catch_block:
	case DW_TAG_with_stmt:
	case DW_TAG_common_block:
		return true;
	case DW_TAG_namespace:
	case DW_TAG_module:
		return enter_scope(walk, level);
	case DW_TAG_class_type:
	case DW_TAG_structure_type:
	case DW_TAG_union_type:
	case DW_TAG_interface_type:
	case DW_TAG_enumeration_type:
		*descendp = !walk->plain;
		return walk->plain || enter_scope(walk, level);
	case DW_TAG_call_site:
	case DW_TAG_GNU_call_site:
		*descendp = false;
		return take_return(walk);
	default:
		*descendp = false;
		return true;
	}
}

/* On to the entry after the end of a list, which is at AT, or more ends. */
static bool leave_lists(struct walk *walk, const unsigned char *at)
{
	while (at != NULL && at < walk->end && walk->count > 0) {
		if (*at != 0) {
			walk->die = (Dwarf_Die){ .addr = (void *)(uintptr_t)at,
				.cu = walk->die.cu };
			return true;
		}
		walk->count--;
		at++;
	}
	walk->count = 0;
	return true;
}

/* On to an entry that comes later in the file: a walk ends. */
static bool advance(struct walk *walk, const Dwarf_Die *next)
{
	if ((const unsigned char *)next->addr <=
			(const unsigned char *)walk->die.addr ||
		(const unsigned char *)next->addr >= walk->end) {
		return fail_at(walk, "the next one is not behind it");
	}
	walk->die = *next;
	return true;
}

static bool push(struct walk *walk, const struct level *level)
{
	struct level *levels = array_room(walk->levels, walk->count + 1,
		&walk->capacity, sizeof(*levels), walk->err);

	if (levels == NULL) {
		return false;
	}
	walk->levels = levels;
	levels[walk->count++] = *level;
	return true;
}

static bool step(struct walk *walk)
{
	struct level level = walk->levels[walk->count - 1];
	Dwarf_Die next;
	bool descend;
	int found;

	if (!visit(walk, &level, &descend)) {
		return false;
	}
	if (descend && dwarf_child(&walk->die, &next) == 0) {
		return push(walk, &level) && advance(walk, &next);
	}
	found = dwarf_siblingof(&walk->die, &next);
	if (found == 0) {
		return advance(walk, &next);
	}
	return found > 0 ? leave_lists(walk, next.addr)
			 : fail_at(walk, dwarf_errmsg(-1));
}

/* Whether the unit is of a language whose types hold no functions. */
static bool is_plain(Dwarf_Die *root)
{
	switch (dwarf_srclang(root)) {
	case DW_LANG_C:
	case DW_LANG_C89:
	case DW_LANG_C99:
	case DW_LANG_C11:
	case DW_LANG_Mips_Assembler:
		return true;
	default:
		return false;
	}
}

bool tree_read(struct reading *reading, Dwarf_Die *root, struct error *err)
{
	struct walk walk = {
		.reading = reading,
		.err = err,
		.end = entry_unit_end(reading, root),
		.plain = is_plain(root),
	};
	const struct level level = { LINES_NONE, 0, LINES_NONE };
	const uint64_t size =
		(uint64_t)(walk.end - (const unsigned char *)root->addr);
	bool ok = true;

	/*
	 * Skeletons may name one .dwo file again and again. Other files have
	 * names and ranges of their own.
	 */
	if (size > reading->entries_left) {
		return fail_unit(reading, err,
			"more split units than the file's size allows");
	}
	reading->entries_left -= size;
	if (dwarf_cu_getdwarf(root->cu) != reading->dwarf) {
		reading->ranges_left += size / 4;
		reading->text_left += size * 4;
	}
	if (dwarf_child(root, &walk.die) == 0) {
		ok = push(&walk, &level);
		while (ok && walk.count > 0) {
			ok = step(&walk);
		}
	}
	free(walk.levels);
	return ok;
}
