/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * One bit of the symbol table is wrong, another one each time: while the kernel
 * panics, and from its boot on. Each report is whole, if not with the right
 * names; the last one is that of a real panic.
 */
#include <stddef.h>
#include <stdint.h>

#include <kernel/backtrace.h>
#include <kernel/console.h>
#include <kernel/init.h>
#include <kernel/panic.h>
#include <kernel/print.h>
#include <kernel/string.h>
#include <kernel/symbols.h>

#include <arch/backtrace.h>
#include <arch/exception.h>

#include <ksym.h>

#include "support/bring_up.h"
#include "support/qemu_exit.h"
#include "support/random.h"
#include "support/symbol_table.h"
#include "support/system_call.h"

#define FLIPS        400
#define FLIPS_A_PART 100

/*
 * A report has some 3,000 characters without names and paths, of 127 at most.
 * They stand in its head, and of damaged lines in 44 frames for each entry of
 * the backtrace, of which there are 5.
 */
#define LINE_SIZE   320
#define REPORT_SIZE (4096 + 5 * KSYM_FRAMES_MAX * LINE_SIZE)

#define LAST_LINE "-----\n"

struct report {
	size_t length;
	char text[REPORT_SIZE];
};

/* What came of the reports with a bit flipped. */
struct outcome {
	unsigned int found; /* by the check at boot */
	unsigned int same;  /* reports as without it */
	unsigned int other;
};

static struct report sound;
static struct report last;
static bool done;

/* The panic is what this test is about; but only the last. */
void panic_exit(void)
{
	if (done) {
		qemu_exit_success();
	}
	qemu_exit_failure();
}

static void keep_char(struct console *console, char c)
{
	(void)console;
	kernel_assert(last.length < REPORT_SIZE);
	last.text[last.length++] = c;
}

static bool read_char(struct console *console, char *cp)
{
	(void)console;
	(void)cp;
	return false;
}

static void flush(struct console *console)
{
	(void)console;
}

/* What a panic prints of an exception, with registers that are always alike. */
static void print_report(const struct exception_context *context)
{
	struct exception_context alike = *context;
	struct backtrace backtrace;

	memset(alike.x, 0, offsetof(struct exception_context, x[29]));
	exception_print(&alike, VECTOR_SP_ELX + VECTOR_SYNC);
	backtrace_capture_exception(&backtrace, &alike);
	backtrace_print(&backtrace);
}

/* So that the report has a frame of it, by the lines. */
static inline __attribute__((always_inline)) void inlined(void)
{
	__asm__ volatile("svc #0x1337" : : : "memory");
}

static __attribute__((noinline)) void three_calls_deep(void)
{
	inlined();
}

static __attribute__((noinline)) void two_calls_deep(void)
{
	three_calls_deep();
}

static void take_report(void)
{
	static struct console keeps = {
		.name = "keeps",
		.write_char = keep_char,
		.read_char = read_char,
		.flush = flush,
	};
	struct console *const before = console_register(&keeps);
	const size_t tail = sizeof(LAST_LINE) - 1;

	last.length = 0;
	two_calls_deep();
	console_register(before);
	kernel_assert(last.length > tail);
	kernel_assert(
		memcmp(&last.text[last.length - tail], LAST_LINE, tail) == 0);
}

static void count_report(struct outcome *outcome)
{
	if (last.length == sound.length &&
		memcmp(last.text, sound.text, sound.length) == 0) {
		outcome->same++;
	} else {
		outcome->other++;
	}
}

static void flip(uint8_t *table, size_t bit)
{
	table[bit / 8] ^= (uint8_t)(1 << bit % 8);
}

/* Behind the table, the reservation holds zeros. */
static size_t used_size(const uint8_t *table, size_t size)
{
	while (size > 0 && table[size - 1] == 0) {
		size--;
	}
	return size;
}

static __attribute__((noinline)) void fault(void)
{
	(void)*(const volatile char *)0x1000;
}

/* The first report is that of the table as it is; calls are at one address. */
static __attribute__((noinline)) void flip_and_report(uint8_t *bytes,
	size_t size, unsigned int flips, bool at_boot, struct outcome *outcome)
{
	*outcome = (struct outcome){ 0 };
	for (unsigned int i = 0; i <= flips; i++) {
		const size_t bit = next_random() % (size * 8);

		if (i > 0) {
			flip(bytes, bit);
		}
		if (at_boot) {
			symbols_init();
			outcome->found += symbols_error() != NULL;
		}
		take_report();
		if (i > 0) {
			flip(bytes, bit);
			count_report(outcome);
		} else {
			sound = last;
		}
	}
}

static void flip_in_all(uint8_t *table, size_t size)
{
	struct outcome outcome;

	flip_and_report(table, size, FLIPS, false, &outcome);
	print("%d bits flipped in a panic: %u reports the same, %u other\n",
		FLIPS, outcome.same, outcome.other);
	flip_and_report(table, size, FLIPS, true, &outcome);
	print("%d bits flipped before the boot: %u found, %u reports the same, "
	      "%u other\n",
		FLIPS, outcome.found, outcome.same, outcome.other);
}

/* Small parts are hardly hit otherwise. */
static void flip_in_each_part(uint8_t *table)
{
	struct table_part part;
	struct outcome outcome;

	for (unsigned int i = 0; symbol_table_part(table, i, &part); i++) {
		flip_and_report(
			part.bytes, part.size, FLIPS_A_PART, false, &outcome);
		print("part %u: %d bits flipped in a panic: %u reports the "
		      "same, %u other\n",
			part.tag, FLIPS_A_PART, outcome.same, outcome.other);
	}
}

void kernel_init(void)
{
	uint8_t *table;
	size_t size;

	bring_up();
	table = symbol_table_writable(&size);
	size = used_size(table, size);
	system_call_observed = print_report;
	flip_in_all(table, size);
	symbols_init();
	flip_in_each_part(table);
	flip(table, next_random() % (size * 8));
	symbols_init();
	done = true;
	fault();
	qemu_exit_failure();
}
