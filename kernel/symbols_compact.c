/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The symbols as a compact table, read by libksym. */
#include <kernel/symbols.h>

#include <ksym.h>

/* From the linker script: the section that ksym writes to. */
extern const char __kernel_symbols_start[];
extern const char __kernel_symbols_end[];

/* Has no symbols before symbols_init. */
static struct ksym_table table;
static int error;

void symbols_init(void)
{
	error = ksym_open(&table, __kernel_symbols_start,
		(size_t)(__kernel_symbols_end - __kernel_symbols_start));
	if (error == 0) {
		error = ksym_check(&table);
	}
}

const char *symbols_error(void)
{
	return error == 0 ? NULL : ksym_strerror(error);
}

uint64_t symbols_count(void)
{
	return ksym_count(&table);
}

/* Copies a symbol and its name; returns false if the name is damaged. */
static bool take(const struct ksym_symbol *symbol, struct kernel_symbol *symp)
{
	struct kernel_symbol found = {
		.addr = symbol->addr,
		.size = symbol->size,
		.is_object = symbol->type == KSYM_OBJECT,
	};

	if (ksym_name(&table, symbol, found.name, sizeof(found.name)) < 0) {
		return false;
	}
	*symp = found;
	return true;
}

bool symbols_lookup(uint64_t addr, struct kernel_symbol *symp)
{
	struct ksym_symbol symbol;

	return ksym_lookup(&table, addr, &symbol) == 0 && take(&symbol, symp);
}

/* Gets a frame of code whose lines are known. */
static bool find_frame(
	uint64_t addr, bool is_return, size_t number, struct ksym_frame *framep)
{
	struct ksym_frames lines;
	int result = (is_return ? ksym_lines_call : ksym_lines)(
		&table, addr, &lines);

	if (result != 0) {
		return false;
	}
	do {
		result = ksym_lines_next(&lines, framep);
	} while (result == 1 && number-- > 0);
	return result == 1;
}

/* Copies a frame and its texts; returns false if its function is damaged. */
static bool take_frame(
	const struct ksym_frame *frame, struct kernel_frame *framep)
{
	framep->is_inlined = (frame->flags & KSYM_FRAME_INLINED) != 0;
	framep->is_approximate = (frame->flags & KSYM_FRAME_APPROXIMATE) != 0;
	framep->line = frame->line;
	if (ksym_frame_file(&table, frame, framep->file, sizeof(framep->file)) <
		0) {
		framep->line = 0;
	}
	return ksym_frame_function(&table, frame, framep->function,
		       sizeof(framep->function)) >= 0;
}

bool symbols_frame(uint64_t addr, bool is_return, size_t number,
	struct kernel_frame *framep)
{
	struct ksym_symbol symbol;
	struct ksym_frame frame;

	if (find_frame(addr, is_return, number, &frame) &&
		take_frame(&frame, framep)) {
		return true;
	}
	*framep = (struct kernel_frame){ .line = 0 };
	return (is_return ? ksym_lookup_call : ksym_lookup)(
		       &table, addr, &symbol) == 0 &&
	       ksym_name(&table, &symbol, framep->function,
		       sizeof(framep->function)) >= 0;
}
