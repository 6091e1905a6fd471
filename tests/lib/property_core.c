// SPDX-License-Identifier: MIT OR Apache-2.0
#include "property_core.h"

#include <stdbool.h>

#define NOBODY UINT32_MAX
#define FILL   0xa5

/* A symbol that the library must not change if it finds nothing. */
static const struct ksym_symbol untouched = {
	.addr = 0x1122334455667788,
	.size = 0x99aabbccddeeff00,
	.index = 0x12345678,
	.type = 0x5a,
	.flags = 0xa5,
};

static void expect(
	struct property_run *run, bool good, const char *what, uint64_t value)
{
	run->checks++;
	if (!good) {
		run->failures++;
		run->failed(run->context, what, value);
	}
}

static bool is_untouched(const struct ksym_symbol *symbol)
{
	return symbol->addr == untouched.addr &&
	       symbol->size == untouched.size &&
	       symbol->index == untouched.index &&
	       symbol->type == untouched.type &&
	       symbol->flags == untouched.flags;
}

static bool is_symbol(const struct property_run *run,
	const struct ksym_symbol *got, uint32_t index)
{
	const struct property_symbol *want = &run->symbols[index];

	return got->addr == want->addr + run->bias && got->size == want->size &&
	       got->index == index && got->type == want->type &&
	       got->flags == want->flags;
}

static size_t text_length(const char *text)
{
	size_t length = 0;

	while (text[length] != '\0') {
		length++;
	}
	return length;
}

/* The list by name. */

static int compare_text(
	const char *a, size_t a_length, const char *b, size_t b_length)
{
	for (size_t i = 0; i < a_length && i < b_length; i++) {
		if (a[i] != b[i]) {
			return (uint8_t)a[i] < (uint8_t)b[i] ? -1 : 1;
		}
	}
	return (a_length > b_length) - (a_length < b_length);
}

static bool goes_before(
	const struct property_symbol *symbols, uint32_t a, uint32_t b)
{
	const int order = compare_text(symbols[a].name, symbols[a].length,
		symbols[b].name, symbols[b].length);

	return order < 0 || (order == 0 && a < b);
}

/* Heapsort: moves the entry at root down to where it belongs. */
static void sift(struct property_symbol *symbols, uint32_t root, uint32_t count)
{
	const uint32_t moved = symbols[root].by_name;
	uint32_t child;

	while ((child = 2 * root + 1) < count) {
		if (child + 1 < count &&
			goes_before(symbols, symbols[child].by_name,
				symbols[child + 1].by_name)) {
			child++;
		}
		if (!goes_before(symbols, moved, symbols[child].by_name)) {
			break;
		}
		symbols[root].by_name = symbols[child].by_name;
		root = child;
	}
	symbols[root].by_name = moved;
}

void property_prepare(struct property_symbol *symbols, uint32_t count)
{
	uint64_t reach = 0;

	for (uint32_t i = 0; i < count; i++) {
		const uint64_t size = symbols[i].size;
		const uint64_t last = symbols[i].addr + size - 1;

		if (size != 0 && last > reach) {
			reach = last;
		}
		symbols[i].reach = reach;
		symbols[i].by_name = i;
	}
	for (uint32_t i = count / 2; i-- > 0;) {
		sift(symbols, i, count);
	}
	for (uint32_t i = count; i-- > 1;) {
		const uint32_t last = symbols[0].by_name;

		symbols[0].by_name = symbols[i].by_name;
		symbols[i].by_name = last;
		sift(symbols, 0, i);
	}
}

/* Where in the list by name a name is, or would be. */
static uint32_t place_of(
	const struct property_run *run, const char *name, size_t length)
{
	uint32_t low = 0, high = run->count;

	while (low < high) {
		const uint32_t middle = low + (high - low) / 2;
		const struct property_symbol *at =
			&run->symbols[run->symbols[middle].by_name];

		if (compare_text(at->name, at->length, name, length) < 0) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

/* The index at a place of the list by name if it is of that name. */
static uint32_t named(const struct property_run *run, uint32_t place,
	const char *name, size_t length)
{
	const uint32_t index =
		place < run->count ? run->symbols[place].by_name : NOBODY;

	if (index == NOBODY ||
		compare_text(run->symbols[index].name,
			run->symbols[index].length, name, length) != 0) {
		return NOBODY;
	}
	return index;
}

/* Who owns an address: the last symbol of all that covers it. */
static uint32_t owner(const struct property_run *run, uint64_t addr)
{
	const struct property_symbol *symbols = run->symbols;
	uint32_t low = 0, high = run->count;

	while (low < high) {
		const uint32_t middle = low + (high - low) / 2;

		if (symbols[middle].addr <= addr) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	while (low > 0 && symbols[low - 1].reach >= addr) {
		low--;
		if (addr - symbols[low].addr < symbols[low].size) {
			return low;
		}
	}
	return NOBODY;
}

/* Buffers: text of length bytes, written to size bytes with guards around. */

static void fill(struct property_run *run, size_t size)
{
	for (size_t i = 0; i < size + 2 * PROPERTY_GUARD; i++) {
		run->scratch[i] = (char)FILL;
	}
}

static bool guards_stand(const struct property_run *run, size_t size)
{
	const char *before = run->scratch;
	const char *behind = run->scratch + PROPERTY_GUARD + size;

	for (size_t i = 0; i < PROPERTY_GUARD; i++) {
		if (before[i] != (char)FILL || behind[i] != (char)FILL) {
			return false;
		}
	}
	return true;
}

/* A text as it should be: a name, then what ksym_format adds. */
struct text {
	const char *name;
	size_t length;
	char rest[48];
	size_t rest_length;
};

/* What of it is in a buffer: name[0 .. head), dots, name[end .. length), rest. */
struct cut {
	size_t head, dots, end, rest;
};

static bool is_inner(char byte)
{
	return ((uint8_t)byte & 0xc0) == 0x80;
}

static struct cut cut_text(const struct text *text, size_t room)
{
	struct cut cut = { text->length, 0, text->length, text->rest_length };
	size_t kept;

	if (text->length + text->rest_length <= room) {
		return cut;
	}
	if (text->rest_length == 0) {
		cut.head = room;
		return cut;
	}
	cut.dots = text->length == 0 ? 0 : room < 2 ? room : 2;
	if (room < 2 + text->rest_length) {
		cut.head = 0;
		cut.rest = room - cut.dots;
		return cut;
	}
	kept = room - 2 - text->rest_length;
	cut.head = (kept + 1) / 2;
	cut.end = text->length - kept / 2;
	for (int i = 0; i < 3 && cut.head > 0 && is_inner(text->name[cut.head]);
		i++) {
		cut.head--;
	}
	for (int i = 0; i < 3 && cut.end < text->length &&
			is_inner(text->name[cut.end]);
		i++) {
		cut.end++;
	}
	return cut;
}

/* Whether a piece is at a place of a buffer, which is then behind it. */
static bool goes_on(
	const char **buffer, const char *piece, size_t from, size_t to)
{
	while (from < to) {
		if (*(*buffer)++ != piece[from++]) {
			return false;
		}
	}
	return true;
}

static bool holds(
	const struct property_run *run, const struct text *text, size_t size)
{
	const char *buffer = run->scratch + PROPERTY_GUARD;
	const char *end = buffer + size;
	struct cut cut;

	if (size == 0) {
		return true;
	}
	cut = cut_text(text, size - 1);
	if (!goes_on(&buffer, text->name, 0, cut.head) ||
		!goes_on(&buffer, "..", 0, cut.dots) ||
		!goes_on(&buffer, text->name, cut.end, text->length) ||
		!goes_on(&buffer, text->rest, 0, cut.rest) ||
		*buffer++ != '\0') {
		return false;
	}
	while (buffer < end) {
		if (*buffer++ != (char)FILL) {
			return false;
		}
	}
	return true;
}

/* The next size to cut a text of that length to: all that are near an end. */
static size_t next_size(
	const struct property_run *run, size_t size, size_t length)
{
	const size_t small = run->count <= 512 ? 20 : 1;

	if (size < small || size + 2 >= length) {
		return size + 1;
	}
	if (size < length / 2) {
		return length / 2;
	}
	return length - 1;
}

/* What is asked for: a symbol's name, or the text for an address or a call. */
struct question {
	const struct ksym_symbol *sym;
	uint64_t addr;
	bool call;
};

static int ask(const struct property_run *run, const struct question *question,
	char *buffer, size_t size)
{
	if (question->sym != NULL) {
		return ksym_name(run->table, question->sym, buffer, size);
	}
	return question->call
		       ? ksym_format_call(
				 run->table, question->addr, buffer, size)
		       : ksym_format(run->table, question->addr, buffer, size);
}

static void check_text(struct property_run *run,
	const struct question *question, const struct text *text)
{
	const size_t length = text->length + text->rest_length;
	const uint64_t addr = question->addr;
	char *buffer = run->scratch + PROPERTY_GUARD;
	int result;

	/* For long lists, uncut names only, to save time. */
	for (size_t size = run->count >> 17 == 0 ? 0 : length + 1;
		size <= length + 2; size = next_size(run, size, length)) {
		fill(run, size);
		result = ask(run, question, buffer, size);
		expect(run, result >= 0 && (size_t)result == length,
			"length of text", addr);
		expect(run, holds(run, text, size), "text", addr);
		expect(run, guards_stand(run, size), "text beside its buffer",
			addr);
	}
	result = ask(run, question, NULL, 0);
	expect(run, result >= 0 && (size_t)result == length,
		"length of text with no buffer", addr);
}

static size_t put_hex(char *to, char first, uint64_t value)
{
	size_t length = 0;
	int shift = 60;

	to[length++] = first;
	to[length++] = '0';
	to[length++] = 'x';
	while (shift > 0 && value >> shift == 0) {
		shift -= 4;
	}
	for (; shift >= 0; shift -= 4) {
		to[length++] = "0123456789abcdef"[value >> shift & 15];
	}
	return length;
}

/* What is printed for an address, a run-time one, or for a call. */
static void check_format(
	struct property_run *run, uint64_t addr, bool call, uint32_t index)
{
	const struct property_symbol *want = &run->symbols[index];
	const struct question question = { .addr = addr, .call = call };
	struct text text = { .name = want->name, .length = want->length };

	text.rest_length =
		put_hex(text.rest, '+', addr - run->bias - want->addr);
	text.rest_length +=
		put_hex(text.rest + text.rest_length, '/', want->size);
	check_text(run, &question, &text);
}

static void check_no_text(struct property_run *run, uint64_t addr)
{
	for (size_t size = 0; size < 3; size++) {
		fill(run, size);
		expect(run,
			ksym_format(run->table, addr,
				run->scratch + PROPERTY_GUARD,
				size) == -KSYM_ERR_NOT_FOUND,
			"text of no symbol", addr);
		expect(run, size == 0 || run->scratch[PROPERTY_GUARD] == '\0',
			"text of no symbol is not empty", addr);
		expect(run, guards_stand(run, size),
			"text of no symbol beside its buffer", addr);
	}
}

/* The last symbol that starts at or below an address, a link-time one. */
static uint32_t before(const struct property_run *run, uint64_t addr)
{
	uint32_t low = 0, high = run->count;

	while (low < high) {
		const uint32_t middle = low + (high - low) / 2;

		if (run->symbols[middle].addr <= addr) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low > 0 ? low - 1 : NOBODY;
}

/* For an address without an owner. */
static void check_gap(struct property_run *run, uint64_t addr)
{
	const uint32_t index = before(run, addr);
	struct ksym_symbol got = untouched;
	const int result = ksym_next_to(run->table, addr + run->bias, &got);

	expect(run,
		index == NOBODY ? result == -KSYM_ERR_NOT_FOUND
				: result == 1 && is_symbol(run, &got, index),
		"what is next to a gap", addr);
}

/* The call that returns to the address behind one; no machine is known. */
static void check_call(
	struct property_run *run, uint64_t addr, uint32_t index, bool text)
{
	const uint64_t behind = addr + run->bias + 1;
	struct ksym_symbol got = untouched;
	const int err = ksym_lookup_call(run->table, behind, &got);

	if (behind == 0 || index == NOBODY) {
		expect(run, err == -KSYM_ERR_NOT_FOUND, "call of nobody", addr);
		return;
	}
	expect(run, err == 0 && is_symbol(run, &got, index), "owner of call",
		addr);
	if (text) {
		check_format(run, behind, true, index);
	}
}

/* addr is a link-time address. */
static void check_address(struct property_run *run, uint64_t addr, bool text)
{
	const uint32_t index = owner(run, addr);
	struct ksym_symbol got = untouched, next = untouched;
	const int err = ksym_lookup(run->table, addr + run->bias, &got);

	check_call(run, addr, index, text && run->count <= 512);
	if (index == NOBODY) {
		expect(run, err == -KSYM_ERR_NOT_FOUND, "address of nobody",
			addr);
		check_gap(run, addr);
		if (text) {
			check_no_text(run, addr + run->bias);
		}
		return;
	}
	expect(run, err == 0 && is_symbol(run, &got, index), "owner of address",
		addr);
	expect(run,
		ksym_next_to(run->table, addr + run->bias, &next) == 0 &&
			is_symbol(run, &next, index),
		"an owner is next to its address", addr);
	if (text) {
		check_format(run, addr + run->bias, false, index);
	}
}

static void check_addresses(struct property_run *run, uint32_t index)
{
	const struct property_symbol *symbol = &run->symbols[index];
	const uint64_t end = symbol->addr + symbol->size;
	const uint64_t next = index + 1 < run->count
				      ? run->symbols[index + 1].addr
				      : UINT64_MAX;
	const bool all = run->count <= 512;

	check_address(run, symbol->addr, true);
	check_address(run, symbol->addr + symbol->size / 2, false);
	check_address(run, end - 1, all);
	check_address(run, end, all);
	check_address(run, symbol->addr - 1, false);
	check_address(run, end + (next - end) / 2, false);
}

/* A name of which piece after piece was put. */
struct pieces {
	const struct property_symbol *want;
	size_t length;
	bool differs;
};

static void put_piece(void *context, const char *piece, size_t length)
{
	struct pieces *pieces = context;
	const size_t left = pieces->want->length - pieces->length;

	if (length > left ||
		compare_text(piece, length, pieces->want->name + pieces->length,
			length) != 0) {
		pieces->differs = true;
		return;
	}
	pieces->length += length;
}

static void check_symbol(struct property_run *run, uint32_t index)
{
	const struct property_symbol *want = &run->symbols[index];
	const struct text text = { .name = want->name, .length = want->length };
	struct ksym_symbol got = untouched;
	const struct question question = { .sym = &got, .addr = index };
	struct pieces pieces = { .want = want };

	expect(run,
		ksym_get(run->table, index, &got) == 0 &&
			is_symbol(run, &got, index),
		"symbol of index", index);
	got.index = index;
	check_text(run, &question, &text);
	expect(run,
		ksym_put(run->table, &got, put_piece, &pieces) ==
				(int)want->length &&
			!pieces.differs && pieces.length == want->length,
		"name by pieces", index);
}

/* Names. */

/* The symbols of a name, the first and then up to limit more. */
static void check_named(struct property_run *run, const char *name,
	size_t length, uint32_t limit)
{
	uint32_t place = place_of(run, name, length);
	uint32_t index = named(run, place, name, length);
	struct ksym_symbol got = untouched;
	int err = ksym_find(run->table, name, &got);

	if (index == NOBODY) {
		expect(run, err == -KSYM_ERR_NOT_FOUND && is_untouched(&got),
			"name of nobody", place);
		return;
	}
	expect(run, err == 0 && is_symbol(run, &got, index), "symbol of name",
		index);
	while (limit-- > 0 && err == 0) {
		const struct ksym_symbol before = got;

		index = named(run, ++place, name, length);
		err = ksym_find_next(run->table, &got);
		if (index == NOBODY) {
			expect(run,
				err == -KSYM_ERR_NOT_FOUND &&
					got.index == before.index &&
					got.addr == before.addr,
				"one more symbol of name", before.index);
			return;
		}
		expect(run, err == 0 && is_symbol(run, &got, index),
			"next symbol of name", index);
	}
}

/* Names similar to this one, which mostly no symbol has. */
static void check_changed_names(struct property_run *run, uint32_t index)
{
	const struct property_symbol *symbol = &run->symbols[index];
	char *name = run->scratch;
	const size_t length = symbol->length;

	for (size_t i = 0; i < length; i++) {
		name[i] = symbol->name[i];
	}
	name[length] = '\1';
	name[length + 1] = '\0';
	check_named(run, name, length + 1, 0);
	if (length > 0) {
		name[length - 1] = name[length - 1] == '~' ? '}' : '~';
		name[length] = '\0';
		check_named(run, name, length, 0);
		name[length - 1] = '\0';
		check_named(run, name, length - 1, 0);
	}
}

static void check_names(struct property_run *run)
{
	const uint32_t step =
		run->finds < run->count ? run->count / run->finds : 1;

	for (uint32_t i = 0; i < run->count; i += step) {
		const struct property_symbol *symbol = &run->symbols[i];
		const uint32_t place =
			place_of(run, symbol->name, symbol->length);
		const bool first = run->symbols[place].by_name == i;

		check_named(run, symbol->name, symbol->length,
			step > 1 ? 4
			: first  ? run->count
				 : 0);
		check_changed_names(run, i);
	}
	check_named(run, "", 0, run->count);
}

/* What is asked for beyond the symbols. */
static void check_outside(struct property_run *run)
{
	static const uint64_t addresses[] = { 0, 1, 0x7fffffff, 0x80000000,
		0xffffffff, 0x100000000, INT64_MAX, (uint64_t)1 << 63,
		UINT64_MAX - 1, UINT64_MAX };
	const uint32_t indices[] = { run->count, run->count + 1, 0x7fffffff,
		0x80000000, UINT32_MAX };

	for (size_t i = 0; i < sizeof(addresses) / sizeof(*addresses); i++) {
		check_address(run, addresses[i], true);
	}
	for (size_t i = 0; i < sizeof(indices) / sizeof(*indices); i++) {
		struct ksym_symbol got = untouched;

		expect(run,
			ksym_get(run->table, indices[i], &got) ==
					-KSYM_ERR_NOT_FOUND &&
				is_untouched(&got),
			"symbol beyond the last", indices[i]);
		got.index = indices[i];
		fill(run, 4);
		expect(run,
			ksym_name(run->table, &got,
				run->scratch + PROPERTY_GUARD,
				4) == -KSYM_ERR_NOT_FOUND &&
				text_length(run->scratch + PROPERTY_GUARD) ==
					0 &&
				guards_stand(run, 4),
			"name beyond the last", indices[i]);
	}
}

void property_check(struct property_run *run)
{
	run->failures = 0;
	run->checks = 0;
	ksym_set_bias(run->table, run->bias);
	expect(run, ksym_count(run->table) == run->count, "count",
		ksym_count(run->table));
	expect(run, ksym_check(run->table) == 0, "check", 0);
	for (uint32_t i = 0; i < run->count; i++) {
		check_symbol(run, i);
		check_addresses(run, i);
	}
	check_names(run);
	check_outside(run);
}
