/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * What the tests of ksym_walk share: the layouts by name, checks, and a memory
 * of single words in which chains are laid.
 */
#ifndef WALK_MEMORY_H
#define WALK_MEMORY_H

#include <ksym_walk.h>

#include <stddef.h>

#define CHECK(condition) check(condition, #condition, __LINE__)
#define LAYOUTS          10
#define WORDS            128 /* that a memory has room for */
#define CODE             0x40000000u
#define CODE_SIZE        0x1000u
#define DEPTH            100

struct named_layout {
	const char *name;
	struct ksym_walk_layout layout;
};

/* What is not put there cannot be read. */
struct memory {
	struct ksym_walk_system system;
	size_t count;
	struct {
		uint64_t addr;
		uint64_t word;
	} words[WORDS];
};

extern const struct named_layout layouts[LAYOUTS];
extern struct memory memory;
extern unsigned long checks; /* that were made */
extern const char *current;  /* what is checked */

/* Ends the program if the condition does not hold. */
void check(bool condition, const char *text, int line);

/* Whether a link is behind a byte of the code. */
bool is_in_code(void *context, uint64_t link);

/* Empties the memory, for chains of a layout. */
void set_layout(size_t layout);

void put(uint64_t addr, uint64_t word);

/* The link that lay() puts into a frame. */
uint64_t link_of(uint64_t frame);

/* Lays a frame; where links are in the next one, the link of any before it. */
void lay(uint64_t frame, uint64_t next);

/* Starts a walk of the memory. */
void start(struct ksym_walk *w, uint64_t frame);

/* The walk yields that. */
void yields(struct ksym_walk *w, uint64_t frame_pointer, uint64_t link);

/* The same of a frame that lay() laid. */
void yields_laid(struct ksym_walk *w, uint64_t frame_pointer, uint64_t next);

/* The walk ends with that error and those values, and stays at its end. */
void ends(
	struct ksym_walk *w, int error, uint64_t frame_pointer, uint64_t link);

#endif
