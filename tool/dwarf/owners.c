/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Which of several functions at one address has it. A linker that folds equal
 * code, or keeps one of many copies, may leave what is told of the others; of
 * code that it discarded it says address 0. Symbols tell which are in the image.
 */
#include "owners.h"

#include <stdlib.h>
#include <string.h>

#include "core/array.h"
#include "reading.h"

/* A name at an address, as a key; of Thumb code bit 0 is set. */
static bool set_key(struct buffer *key, uint64_t addr, const char *name,
	size_t length, struct error *err)
{
	const uint64_t place = addr & ~(uint64_t)1;

	key->size = 0;
	return buffer_append(key, &place, sizeof(place), err) &&
	       buffer_append(key, name, length, err);
}

static bool add_name(struct reading *reading, uint64_t addr, const char *name,
	size_t length, struct error *err)
{
	struct buffer *key = &reading->path;
	uint32_t number;

	return set_key(key, addr, name, length, err) &&
	       intern(&reading->owners.symbols, key->data, key->size, &number,
		       err);
}

static bool take_symbol(
	const struct elf_symbol *symbol, void *context, struct error *err)
{
	struct reading *reading = context;
	const char *name = symbol->name;
	const uint64_t addr = symbol->sym.st_value;
	const size_t length = strlen(name);

	if (symbol->section == SHN_UNDEF || symbol->section == SHN_ABS ||
		length == 0 || length > reading->text_left / 2) {
		return true;
	}
	reading->text_left -= 2 * length;
	/* A compiler's copies have suffixes. */
	return add_name(reading, addr, name, length, err) &&
	       add_name(reading, addr, name, strcspn(name, "."), err);
}

bool owners_read_symbols(struct reading *reading, struct error *err)
{
	struct owners *owners = &reading->owners;

	if (!elf_file_has_symbols(&reading->file)) {
		return true;
	}
	for (size_t i = 0; i < reading->code_count; i++) {
		owners->is_at_zero |=
			reading->code[i].begin == 0 && reading->code[i].end > 0;
	}
	return elf_file_each_symbol(&reading->file, take_symbol, reading, err);
}

/* Sets *IS_NAMEDP if the text of that number is a symbol's at ADDR. */
static bool look_up(struct reading *reading, uint64_t addr, uint32_t number,
	bool *is_namedp, struct error *err)
{
	struct buffer *key = &reading->path;
	const struct interned *name;

	if (number == LINES_NONE) {
		return true;
	}
	name = &reading->texts.items[number];
	if (!set_key(key, addr, name->text, name->length, err)) {
		return false;
	}
	*is_namedp |= interner_find(
		&reading->owners.symbols, key->data, key->size, &number);
	return true;
}

static bool add_owner(struct reading *reading, const struct call_range *range,
	const struct function_facts *facts, bool *is_namedp, struct error *err)
{
	struct owners *owners = &reading->owners;
	struct owner *all = array_room(owners->all, owners->count + 1,
		&owners->capacity, sizeof(*all), err);

	*is_namedp = false;
	if (all == NULL) {
		return false;
	}
	owners->all = all;
	if (!look_up(reading, range->begin, facts->linkage, is_namedp, err) ||
		!look_up(reading, range->begin, facts->name, is_namedp, err)) {
		return false;
	}
	all[owners->count++] = (struct owner){ range->begin, range->end,
		range->call, facts->function.line, *is_namedp };
	return true;
}

bool owners_add(struct reading *reading, uint32_t function, size_t first_range,
	bool *is_therep, struct error *err)
{
	const struct function_facts *facts = &reading->functions[function];
	struct owners *owners = &reading->owners;
	const size_t first = owners->count;

	*is_therep = true;
	for (size_t i = first_range; i < reading->range_count; i++) {
		const struct call_range *range = &reading->ranges[i];
		bool is_named;

		if (!add_owner(reading, range, facts, &is_named, err)) {
			return false;
		}
		if (range->begin == 0 && owners->is_at_zero && !is_named) {
			*is_therep = false;
		}
	}
	if (!*is_therep) {
		owners->count = first;
	}
	return true;
}

/* By address; of one address what symbols name is first, then the last. */
static int compare_owners(const void *a, const void *b)
{
	const struct owner *x = a, *y = b;

	if (x->begin != y->begin) {
		return x->begin < y->begin ? -1 : 1;
	}
	if (x->is_named != y->is_named) {
		return x->is_named ? -1 : 1;
	}
	return x->call > y->call ? -1 : x->call < y->call;
}

/* Cuts ranges of functions, and of calls in them, where there is a WINNER. */
static void cut_ranges(struct reading *reading, size_t first_call,
	const struct owner **winners)
{
	size_t count = 0;

	for (size_t i = first_call; i < reading->call_count; i++) {
		const uint32_t parent = reading->calls[i].parent;

		if (parent != LINES_NONE) {
			winners[i - first_call] = winners[parent - first_call];
		}
	}
	for (size_t i = 0; i < reading->range_count; i++) {
		struct call_range range = reading->ranges[i];
		const struct owner *winner =
			range.call != LINES_NONE
				? winners[range.call - first_call]
				: NULL;

		if (winner != NULL && range.begin >= winner->begin &&
			range.begin < winner->end) {
			range.begin = winner->end;
		}
		if (range.begin < range.end) {
			reading->ranges[count++] = range;
		}
	}
	reading->range_count = count;
}

/* Leaves the first at each address, and notes in WINNERS whom others lost to. */
static void leave_first(
	struct owners *owners, size_t first_call, const struct owner **winners)
{
	size_t count = 0;

	for (size_t i = 0; i < owners->count; i++) {
		const struct owner *owner = &owners->all[i];
		const struct owner *last = &owners->all[count - (count > 0)];

		if (count == 0 || last->begin != owner->begin) {
			owners->all[count++] = *owner;
		} else if (last->call != owner->call) {
			winners[owner->call - first_call] = last;
		}
	}
	owners->count = count;
}

bool owners_settle(
	struct reading *reading, size_t first_call, struct error *err)
{
	struct owners *owners = &reading->owners;
	const size_t calls = reading->call_count - first_call;
	const size_t count = owners->count;
	/* NOLINTNEXTLINE(bugprone-sizeof-expression): they are pointers */
	const struct owner **winners = calloc(calls + 1, sizeof(*winners));

	if (winners == NULL) {
		return fail(err, "out of memory");
	}
	if (count > 0) {
		qsort(owners->all, count, sizeof(*owners->all), compare_owners);
	}
	leave_first(owners, first_call, winners);
	if (owners->count < count) {
		cut_ranges(reading, first_call, winners);
	}
	free(winners);
	return true;
}

const struct owner *owners_find(const struct owners *owners, uint64_t addr)
{
	size_t low = 0, high = owners->count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (owners->all[middle].begin < addr) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low < owners->count && owners->all[low].begin == addr
		       ? &owners->all[low]
		       : NULL;
}

/* Lines from where OWNER is declared to the first row's. */
static uint64_t distance(const struct line_rows *program,
	const struct owner *owner, const struct line_sequence *sequence)
{
	const int64_t line = program->rows[sequence->first].line;
	const int64_t gap = line - owner->line;

	return (uint64_t)(gap < 0 ? -gap : gap);
}

/* Whether A looks more like OWNER's code than B. */
static bool is_closer(const struct line_rows *program,
	const struct owner *owner, const struct line_sequence *a,
	const struct line_sequence *b)
{
	const uint64_t gap_a = distance(program, owner, a),
		       gap_b = distance(program, owner, b);

	if (a->end < owner->end || b->end < owner->end) {
		return a->end > b->end;
	}
	return gap_a != gap_b ? gap_a < gap_b : a->end < b->end;
}

size_t owners_choose(const struct line_rows *program, const struct owner *owner,
	size_t first, size_t end)
{
	const struct line_sequence *all = program->sequences;
	size_t best = first;

	for (size_t i = first + 1; i < end; i++) {
		if (is_closer(program, owner, &all[i], &all[best])) {
			best = i;
		}
	}
	return best;
}

void owners_free(struct owners *owners)
{
	interner_free(&owners->symbols);
	free(owners->all);
}
