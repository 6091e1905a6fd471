// SPDX-License-Identifier: MIT OR Apache-2.0
#include "walk_memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct named_layout layouts[LAYOUTS] = {
	{ "aarch64", KSYM_WALK_AARCH64 },
	{ "arm", KSYM_WALK_ARM },
	{ "arm apcs", KSYM_WALK_ARM_APCS },
	{ "x86_64", KSYM_WALK_X86_64 },
	{ "i386", KSYM_WALK_I386 },
	{ "riscv64", KSYM_WALK_RISCV64 },
	{ "riscv32", KSYM_WALK_RISCV32 },
	{ "ppc64", KSYM_WALK_PPC64 },
	{ "ppc32", KSYM_WALK_PPC32 },
	{ "s390x", KSYM_WALK_S390X },
};

unsigned long checks;
const char *current = "";
struct memory memory;

void check(bool condition, const char *text, int line)
{
	checks++;
	if (!condition) {
		printf("%s: line %d: %s\n", current, line, text);
		exit(1);
	}
}

bool is_in_code(void *context, uint64_t link)
{
	(void)context;
	return link - CODE - 1 < CODE_SIZE;
}

static bool read_memory(void *context, uint64_t addr, uint64_t *wordp)
{
	const struct memory *m = context;

	for (size_t i = 0; i < m->count; i++) {
		if (m->words[i].addr == addr) {
			*wordp = m->words[i].word;
			return true;
		}
	}
	return false;
}

void set_layout(size_t layout)
{
	current = layouts[layout].name;
	memory.system.layout = layouts[layout].layout;
	memory.system.read = read_memory;
	memory.system.is_link = is_in_code;
	memory.count = 0;
}

void put(uint64_t addr, uint64_t word)
{
	size_t i = 0;

	while (i < memory.count && memory.words[i].addr != addr) {
		i++;
	}
	CHECK(i < WORDS);
	memory.words[i].addr = addr;
	memory.words[i].word = word;
	memory.count += i == memory.count;
}

uint64_t link_of(uint64_t frame)
{
	return CODE + 1 + frame % CODE_SIZE / 16;
}

void lay(uint64_t frame, uint64_t next)
{
	const struct ksym_walk_layout *layout = &memory.system.layout;

	put(frame + (uint64_t)layout->next, next);
	put(frame + (uint64_t)layout->link, link_of(frame));
}

void start(struct ksym_walk *w, uint64_t frame)
{
	/* What a walk was before must not matter. */
	memset(w, 0x40, sizeof(*w));
	ksym_walk_start(w, &memory.system, &memory, frame, DEPTH);
}

void yields(struct ksym_walk *w, uint64_t frame_pointer, uint64_t link)
{
	struct ksym_walk_frame frame = { 1, 1 };

	CHECK(ksym_walk_next(w, &frame) == 0);
	CHECK(frame.frame == frame_pointer);
	CHECK(frame.link == link);
}

void yields_laid(struct ksym_walk *w, uint64_t frame_pointer, uint64_t next)
{
	const bool late = memory.system.layout.link_in_next;

	yields(w, frame_pointer, link_of(late ? next : frame_pointer));
}

void ends(struct ksym_walk *w, int error, uint64_t frame_pointer, uint64_t link)
{
	struct ksym_walk_frame frame = { 1, 1 };

	CHECK(ksym_walk_next(w, &frame) == -error);
	CHECK(frame.frame == frame_pointer);
	CHECK(frame.link == link);
	CHECK(ksym_walk_next(w, &frame) == -KSYM_WALK_END);
}
