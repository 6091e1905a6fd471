/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Places in a line where kernels print an address. */
#include "rules.h"

#include <string.h>

/* Names of registers that hold addresses of code, and headings. */
static const char *const labels[] = {
	"pc",
	"lr",
	"ra",
	"ip",
	"pr",
	"eip",
	"rip",
	"nip",
	"npc",
	"epc",
	"mepc",
	"sepc",
	"era",
	"eret",
	"elr",
	"elr_el1",
	"elr_el2",
	"elr_el3",
	"link",
	"blink",
	"ctr",
	"eax",
	"ebx",
	"ecx",
	"edx",
	"esi",
	"edi",
	"ebp",
	"backtrace",
	"trace",
	"caller",
};

/* General registers, by what stands before their number. */
static const char *const registers[] = { "r", "x", "a", "s", "t", "gpr", "$" };

static size_t back_over(const struct scan *scan, size_t at, const char *bytes)
{
	while (at > 0 && scan_one_of(scan->text[at - 1], bytes)) {
		at--;
	}
	return at;
}

static size_t back_over_word(const struct scan *scan, size_t at)
{
	while (at > 0 && scan_is_word(scan->text[at - 1])) {
		at--;
	}
	return at;
}

static bool is(
	const struct scan *scan, size_t begin, size_t end, const char *word)
{
	return end - begin == strlen(word) && scan_has(scan, begin, word);
}

static bool is_register(const struct scan *scan, size_t begin, size_t end)
{
	const size_t number = back_over(scan, end, "0123456789");

	if (end - number == 0 || end - number > 2) {
		return false;
	}
	if (begin == number) { /* MIPS: "$ 4   : " */
		begin = back_over(scan, begin, " ");
		return scan_before(scan, begin) == '$';
	}
	for (size_t i = 0; i < sizeof(registers) / sizeof(registers[0]); i++) {
		if (is(scan, begin, number, registers[i])) {
			return true;
		}
	}
	return false;
}

/* END follows a word, or nothing that could be a label. */
static bool is_label(const struct scan *scan, size_t end)
{
	const size_t begin = back_over_word(scan, end);

	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
		if (is(scan, begin, end, labels[i])) {
			return true;
		}
	}
	return is_register(scan, begin, end);
}

/* "#3  80001122". */
static bool is_frame(const struct scan *scan, size_t end)
{
	const size_t digits = back_over(scan, end, "0123456789");

	return digits < end && scan_before(scan, digits) == '#';
}

/* "PC is at 80001122": before "is at". */
static size_t back_over_is_at(const struct scan *scan, size_t end)
{
	const size_t at = back_over_word(scan, end);
	const size_t blank = back_over(scan, at, " ");
	const size_t verb = back_over_word(scan, blank);

	return is(scan, at, end, "at") && is(scan, verb, blank, "is")
		       ? back_over(scan, verb, " ")
		       : end;
}

bool rules_expected(struct scan *scan, const struct span *word)
{
	const size_t gap = scan_gap_before(scan, word->begin);
	const size_t open = back_over(scan, gap, "[<(");
	const size_t end = back_over(scan, open, " \t:=)\"'");
	const bool in_row = gap == scan->row && gap > 0 && gap < word->begin;

	if (!in_row && !(end < word->begin &&
			       (is_label(scan, back_over_is_at(scan, end)) ||
				       is_frame(scan, end)))) {
		return false;
	}
	scan->row = word->end;
	return true;
}
