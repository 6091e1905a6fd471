/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * ksym_walk: the optional part of libksym that finds who called. It follows a
 * chain of frames through a stack and yields their return addresses, one at a
 * time, for ksym_lookup to name.
 *
 * A stack is not trusted. Memory is read through the caller's function only,
 * which says whether an address may be read; a chain that leads to what can be
 * no frame, or no code, ends there, and what was found is told. No frame is
 * yielded twice and no more than were asked for, whatever memory holds, and
 * each function may be called anywhere, a panic included. No state but the
 * caller's, no recursion, no symbol from elsewhere; ksym.h is not needed.
 */
#ifndef KSYM_WALK_H
#define KSYM_WALK_H

/* The types: see ksym.h. */
#if !defined(KSYM_OWN_TYPES) && defined(__has_include)
#if !__has_include(<stdint.h>) || !__has_include(<stddef.h>)
#define KSYM_OWN_TYPES
#endif
#endif
#ifndef KSYM_OWN_TYPES
#include <stdbool.h>
#include <stdint.h>
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* What ksym_walk_next returns, negated, when it has no frame to yield. */
enum ksym_walk_error {
	KSYM_WALK_END = 1,       /* the chain ends here as it should */
	KSYM_WALK_BAD_FRAME = 2, /* it ends at what cannot be a frame */
	KSYM_WALK_BAD_LINK = 3,  /* at what cannot be a return address */
	KSYM_WALK_TOO_DEEP = 4,  /* more frames follow than were asked for */
	KSYM_WALK_TOO_MANY_STACKS = 5, /* it goes on to a stack too many */
};

/* How many stacks a chain may lead through. */
#define KSYM_WALK_STACKS 4

/*
 * How a machine's code lays its frames. Offsets are in bytes, from where a
 * frame pointer points.
 */
struct ksym_walk_layout {
	uint8_t word;  /* bytes of an address, 4 or 8 */
	uint8_t align; /* frame pointers are multiples of it, a power of two */
	int8_t next;   /* where the frame pointer of the caller is kept */
	int8_t link;   /* where the return address is kept */
	bool link_in_next; /* it is kept in the frame that next points to */
	bool leaf_next_in_link; /* a leaf keeps no link, and next in its place */
};

/*
 * Initialisers of a struct ksym_walk_layout, each with the register that the
 * walk starts from, the document, and the options that the code needs.
 */

/* clang-format off */

/* x29. AAPCS64, "The Frame Pointer". -fno-omit-frame-pointer */
#define KSYM_WALK_AARCH64 { 8, 8, 0, 8, false, false }

/* r11, or r7 in Thumb. AAPCS32, "The Frame Pointer". clang only */
#define KSYM_WALK_ARM { 4, 4, 0, 4, false, false }

/* r11. The older APCS, as gcc -marm -mapcs-frame lays it. */
#define KSYM_WALK_ARM_APCS { 4, 4, -12, -4, false, false }

/* rbp. System V psABI x86-64, 3.2.2. -fno-omit-frame-pointer */
#define KSYM_WALK_X86_64 { 8, 8, 0, 8, false, false }

/* ebp. System V psABI i386, 2.2.2. -fno-omit-frame-pointer */
#define KSYM_WALK_I386 { 4, 4, 0, 4, false, false }

/*
 * s0, which points behind the frame, maybe to another page: it is not read
 * there. RISC-V psABI, "Frame Pointer Convention". -fno-omit-frame-pointer
 */
#define KSYM_WALK_RISCV64 { 8, 8, -16, -8, false, true }
#define KSYM_WALK_RISCV32 { 4, 4, -8, -4, false, true }

/* r1. 64-bit ELF ABI of Power, v1 and v2, "The Stack Frame". */
#define KSYM_WALK_PPC64 { 8, 16, 0, 16, true, false }

/* r1. System V ABI, PowerPC Processor Supplement, "The Stack Frame". */
#define KSYM_WALK_PPC32 { 4, 16, 0, 4, true, false }

/*
 * r15, as it is in the function: __builtin_frame_address(0) is its caller's.
 * ELF ABI s390x Supplement, "Stack Frame Layout". -mbackchain
 */
#define KSYM_WALK_S390X { 8, 8, 0, 112, true, false }

/* clang-format on */

/* What a walk needs to know of the system. */
struct ksym_walk_system {
	struct ksym_walk_layout layout;

	/*
	 * Reads the address kept at addr, layout.word bytes in the system's
	 * byte order, all of them within the address space. Returns false,
	 * with *wordp unchanged, if any of them is on no stack that the chain
	 * may lead through.
	 */
	bool (*read)(void *context, uint64_t addr, uint64_t *wordp);

	/*
	 * Whether a return address may be one: it lies in code, or right behind
	 * its end. It is as it was found, on Arm with the Thumb bit.
	 */
	bool (*is_link)(void *context, uint64_t link);
};

/* A frame: the function it belongs to will return to link. */
struct ksym_walk_frame {
	uint64_t frame; /* the frame pointer */
	uint64_t link;  /* the return address, for ksym_lookup_call */
};

/* Frame pointers above one of them, up to another, in the walker's own use. */
struct ksym_walk_range {
	uint64_t above;
	uint64_t last;
};

/* A walk: the caller's to keep. Its members are the library's own. */
struct ksym_walk {
	const struct ksym_walk_system *system;
	void *context;
	uint64_t frame; /* to be read next */
	uint64_t link;  /* the link register there, 0 if it is not known */
	struct ksym_walk_range free[KSYM_WALK_STACKS]; /* not yet walked */
	uint32_t left;    /* frames that may still be yielded */
	uint32_t current; /* the one in which this stack goes on */
	uint32_t stacks;  /* that may still follow */
};

/*
 * Starts a walk at a frame pointer, of which nothing is assumed. It yields at
 * most depth frames. system must live as long as the walk; context is handed to
 * its functions.
 */
void ksym_walk_start(struct ksym_walk *w, const struct ksym_walk_system *system,
	void *context, uint64_t frame, uint32_t depth);

/*
 * Tells the link register of interrupted code, as it was there, before its
 * frame is read: after ksym_walk_start where the walk begins at a fault, and on
 * the way after the frame by which an exception's entry leads to what it
 * interrupted. The walk uses it if that frame is a leaf's, which has no link,
 * and if is_link takes it; the frame yielded then leads to the leaf's caller.
 * Without it the leaf's frame is left out: that of its caller comes next.
 */
void ksym_walk_set_link(struct ksym_walk *w, uint64_t link);

/*
 * Yields the next frame, in constant time.
 *
 * Frame pointers ascend on a stack. One that is below the frame before it, or
 * above it with a frame that was yielded between them, is on another stack; a
 * chain may lead through KSYM_WALK_STACKS. The walk keeps the ranges of frame
 * pointers between those that it has yielded, and a frame must be in one of
 * them; of more than KSYM_WALK_STACKS the narrowest is forgotten, but never the
 * one above the last frame. So no frame comes twice, and stacks may lie in any
 * order.
 *
 * The chain ends with a frame pointer of 0; in the last frame a link of 0 is an
 * end too. Where entry code leaves the frame pointer unset, it ends with
 * -KSYM_WALK_BAD_FRAME or -KSYM_WALK_BAD_LINK and with what was found there.
 *
 * Returns 0, or the walk is over and *framep says where:
 * -KSYM_WALK_END, with the last frame pointer read and a link of 0;
 * -KSYM_WALK_BAD_FRAME: frame is not aligned, or in no range that is kept, or
 * cannot be read; link is 0;
 * -KSYM_WALK_BAD_LINK: frame holds a link that is_link refuses;
 * -KSYM_WALK_TOO_DEEP: frame is the next, unread; link is 0;
 * -KSYM_WALK_TOO_MANY_STACKS: frame is the next; link is 0.
 * After that each call returns -KSYM_WALK_END.
 */
int ksym_walk_next(struct ksym_walk *w, struct ksym_walk_frame *framep);

/* What to print for a value that ksym_walk_next returned: no full stop. */
const char *ksym_walk_strerror(int err);

#ifdef __cplusplus
}
#endif

#endif
