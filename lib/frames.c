/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* From a row to its frames: which functions the calls are of, and their names. */
#include "table.h"

/* In place of a name: the function is the one around it, in another file. */
#define NO_NAME 0xffffffffu

/* What is known of a function that is inlined. */
struct function {
	uint32_t name, file;
	uint32_t base;      /* the line that others are told from */
	uint32_t calls;     /* the bit where those begin that it has inlined */
	uint32_t line_bits; /* of the line of each, behind the callee */
};

/* The field of a width, 0 to 25 bits, at a bit of the functions. */
static uint32_t read_field(
	const struct ksym_frames *it, uint32_t bit, uint32_t width)
{
	return bit / 8 < it->sizes[LINES_FUNCTIONS_]
		       ? ksym_high_bits_(it->part[LINES_FUNCTIONS_], bit) >>
				 1 >> (31 - width)
		       : 0;
}

/* The width that is number n of those in a group's head. */
SMALL_ uint32_t nth_width(uint32_t widths, uint32_t n)
{
	return widths >> KSYM_LINES_WIDTH_BITS * n &
	       ((1u << KSYM_LINES_WIDTH_BITS) - 1);
}

/* Returns false if there is no such function. */
static bool read_function(
	const struct ksym_frames *it, uint32_t number, struct function *f)
{
	const uint8_t *settings = it->part[LINES_SETTINGS_];
	const uint32_t names = settings[KSYM_LINES_NAME_BITS];
	const uint32_t group = number / KSYM_LINES_FUNCTIONS;
	const uint32_t at = ksym_times_(KSYM_LINES_HEAD_SIZE, group);
	const uint8_t *head = it->part[LINES_FUNCTIONS_] + at;
	uint32_t widths, files, bases, starts, all, bit;

	if (at + KSYM_LINES_HEAD_SIZE > it->sizes[LINES_FUNCTIONS_]) {
		return false;
	}
	widths = ksym_load_(head + KSYM_LINES_HEAD_WIDTHS);
	files = nth_width(widths, 0);
	bases = nth_width(widths, 1);
	starts = nth_width(widths, 2);
	f->line_bits = nth_width(widths, 3);
	all = names + files + bases + starts;
	bit = ksym_load_(head);
	f->calls = bit + KSYM_LINES_FUNCTIONS * all;
	bit += ksym_times_(number % KSYM_LINES_FUNCTIONS, all);
	f->name = read_field(it, bit, names);
	if (f->name == ksym_mask_(names)) {
		f->name = NO_NAME;
	}
	bit += names;
	f->file = ksym_half_(head + KSYM_LINES_HEAD_FILE) +
		  read_field(it, bit, files);
	bit += files;
	f->base = read_field(it, bit, bases);
	bit += bases;
	f->calls += ksym_times_(settings[KSYM_LINES_CALLEE_BITS] + f->line_bits,
		read_field(it, bit, starts));
	return true;
}

/* Reads what a call is of, which function F has inlined: so far its rank. */
static void read_call(
	struct ksym_frames *it, uint32_t node, const struct function *f)
{
	const uint32_t callees =
		it->part[LINES_SETTINGS_][KSYM_LINES_CALLEE_BITS];
	const uint32_t bit = f->calls + ksym_times_(callees + f->line_bits,
						it->function[node]);

	it->function[node] = read_field(it, bit, callees);
	it->call[node] = f->base + ksym_change_(read_field(
					   it, bit + callees, f->line_bits));
}

bool ksym_find_calls_(struct ksym_frames *it)
{
	uint32_t node, below = NO_NODE_;
	struct function f;

	/* From the innermost one out: each tells then which is below it. */
	for (node = it->node; node > 0; node = it->parent[node]) {
		it->next[node] = (uint8_t)below;
		below = node;
	}
	it->line = it->own;
	for (node = below; node < KSYM_LINES_NODES; node = it->next[node]) {
		if (!read_function(it, it->function[node], &f)) {
			return false;
		}
		it->line = f.base + it->ahead[node];
		if (it->next[node] < KSYM_LINES_NODES) {
			read_call(it, it->next[node], &f);
		}
	}
	return true;
}

/* The innermost function that has a name, from the node on, and its frame. */
static bool name_frame(struct ksym_frames *it, struct ksym_frame *frame)
{
	uint32_t node = it->node, file = it->file;
	bool is_known = false;
	struct function f;

	frame->function = KSYM_OUTERMOST;
	for (; node > 0 && frame->function == KSYM_OUTERMOST;
		node = it->parent[node]) {
		if (!read_function(it, it->function[node], &f)) {
			return false;
		}
		/* The file is the innermost one's, with a name or without. */
		file = is_known ? file : f.file;
		is_known = true;
		if (f.name != NO_NAME) {
			frame->function = f.name;
			it->line = it->call[node];
		}
	}
	frame->file =
		ksym_load_(it->part[LINES_SETTINGS_] + KSYM_LINES_FILES_AT) +
		file;
	it->node = frame->function == KSYM_OUTERMOST ? NO_NODE_ : (uint8_t)node;
	return true;
}

int ksym_lines_next(struct ksym_frames *it, struct ksym_frame *frame)
{
	if (it->node == NO_NODE_) {
		return 0;
	}
	frame->addr = it->addr;
	frame->line = it->line;
	frame->flags = it->flags;
	if (!name_frame(it, frame)) {
		it->node = NO_NODE_;
		return -KSYM_ERR_CORRUPT;
	}
	if (frame->function != KSYM_OUTERMOST) {
		frame->flags |= KSYM_FRAME_INLINED;
	}
	it->flags |= KSYM_FRAME_CALL;
	return 1;
}

/* Writes the name of that number as ksym_name does. */
static int write_any_name(
	const struct ksym_table *t, uint32_t number, char *buf, size_t size)
{
	struct ksym_spelling_ s;
	uint32_t length = 0;
	int got = ksym_begin_any_name_(t, number, &s);

	if (got == 0) {
		s.size = 0;
		while ((got = ksym_next_letter_(t, &s)) > 0 &&
			length < KSYM_NAME_MAX) {
			if (length + 1 < size) {
				buf[length] = (char)got;
			}
			length++;
		}
	}
	if (size > 0) {
		buf[got != 0 ? 0 : length < size ? length : size - 1] = 0;
	}
	return got == 0 ? (int)length : got < 0 ? got : -KSYM_ERR_CORRUPT;
}

int ksym_frame_function(const struct ksym_table *t,
	const struct ksym_frame *frame, char *buf, size_t size)
{
	struct ksym_symbol symbol;
	int status;

	if (frame->function != KSYM_OUTERMOST) {
		return write_any_name(t, frame->function, buf, size);
	}
	status = ksym_lookup(t, frame->addr, &symbol);
	if (status != 0 && size > 0) {
		buf[0] = 0;
	}
	return status != 0 ? status : ksym_name(t, &symbol, buf, size);
}

int ksym_frame_file(const struct ksym_table *t, const struct ksym_frame *frame,
	char *buf, size_t size)
{
	return write_any_name(t, frame->file, buf, size);
}
