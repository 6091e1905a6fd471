/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Panics with names: what a kernel adds to use libksym and its walker. */
#include "panic.h"

#include <ksym.h>
#include <ksym_walk.h>

#include "machine.h"

/* From kernel.ld. */
extern const char __text_start[], __text_end[], __stack_start[], __stack_end[];
extern const char __kernel_symbols_start[], __kernel_symbols_end[];

void print(const char *text)
{
	while (*text != '\0') {
		console_put(*text++);
	}
}

/* A line of a backtrace: "  0x80000124 sensor_read+0x14/0x2c". */
static void print_address(const struct ksym_table *symbols, uint64_t addr)
{
	char text[128];

	print("  0x");
	for (unsigned int shift = sizeof(uintptr_t) * 8; shift != 0; shift -= 4) {
		console_put("0123456789abcdef"[(uintptr_t)addr >> (shift - 4) & 15]);
	}
	print(ksym_format(symbols, addr, text, sizeof(text)) > 0 ? " " : " ?");
	print(text);
	print("\n");
}

static bool read_stack(void *context, uint64_t addr, uint64_t *wordp)
{
	(void)context;
	if (addr < (uintptr_t)__stack_start ||
		addr > (uintptr_t)__stack_end - sizeof(uintptr_t)) {
		return false;
	}
	*wordp = *(const volatile uintptr_t *)(uintptr_t)addr;
	return true;
}

static bool is_link(void *context, uint64_t link)
{
	(void)context;
	return link > (uintptr_t)__text_start && link <= (uintptr_t)__text_end;
}

static void print_callers(const struct ksym_table *symbols, uintptr_t frame)
{
	static const struct ksym_walk_system system = {
		.layout = MACHINE_LAYOUT,
		.read = read_stack,
		.is_link = is_link,
	};
	struct ksym_walk walk;
	struct ksym_walk_frame caller;
	int result;

	ksym_walk_start(&walk, &system, NULL, frame, 32);
	while ((result = ksym_walk_next(&walk, &caller)) == 0) {
		print_address(symbols, MACHINE_CALL(caller.link));
	}
	print(result == -KSYM_WALK_END ? "  end\n" : "  broken\n");
}

static void open_symbols(struct ksym_table *symbols)
{
	const int error = ksym_open(symbols, __kernel_symbols_start,
		(size_t)(__kernel_symbols_end - __kernel_symbols_start));

	if (error != 0) {
		print(ksym_strerror(error));
		print("\n");
	}
}

void panic(const char *why)
{
	struct ksym_table symbols;

	print("Kernel panic: ");
	print(why);
	print("\n");
	open_symbols(&symbols);
	print_callers(&symbols, MACHINE_FRAME());
	power_off();
}

void fault(uintptr_t pc, uintptr_t frame)
{
	struct ksym_table symbols;

	print("Kernel panic: CPU exception\n");
	open_symbols(&symbols);
	print_address(&symbols, pc);
	print_callers(&symbols, frame);
	power_off();
}
