/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * ksym_walk: the optional part of libksym that finds who called. It follows a
 * chain of frames through a stack and yields their return addresses, one at a
 * time, for ksym_lookup to name.
 *
 * A stack is not trusted. Memory is read through the caller's function only,
 * which says whether an address may be read; a chain that leads anywhere but
 * upwards through the stack, or to what is not code, is named as broken and
 * ends. So a walk takes no more steps than it was given, whatever memory holds,
 * and each function may be called anywhere, a panic included. No state but the
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
	KSYM_WALK_BAD_FRAME = 2, /* a frame pointer that cannot be one */
	KSYM_WALK_BAD_LINK = 3,  /* a return address that cannot be one */
	KSYM_WALK_TOO_DEEP = 4,  /* more frames follow than were asked for */
};

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
};

/*
 * Initialisers of a struct ksym_walk_layout, each with the register that the
 * walk starts from, the document, and the options that the code needs.
 */

/* clang-format off */

/* x29. AAPCS64, "The Frame Pointer". -fno-omit-frame-pointer */
#define KSYM_WALK_AARCH64 { 8, 8, 0, 8, false }

/* r11, or r7 in Thumb. AAPCS32, "The Frame Pointer". clang only */
#define KSYM_WALK_ARM { 4, 4, 0, 4, false }

/* r11. The older APCS, as gcc -marm -mapcs-frame lays it. */
#define KSYM_WALK_ARM_APCS { 4, 4, -12, -4, false }

/* rbp. System V psABI x86-64, 3.2.2. -fno-omit-frame-pointer */
#define KSYM_WALK_X86_64 { 8, 8, 0, 8, false }

/* ebp. System V psABI i386, 2.2.2. -fno-omit-frame-pointer */
#define KSYM_WALK_I386 { 4, 4, 0, 4, false }

/* s0. RISC-V psABI, "Frame Pointer Convention". -fno-omit-frame-pointer */
#define KSYM_WALK_RISCV64 { 8, 8, -16, -8, false }
#define KSYM_WALK_RISCV32 { 4, 4, -8, -4, false }

/* r1. 64-bit ELF ABI of Power, v1 and v2, "The Stack Frame". */
#define KSYM_WALK_PPC64 { 8, 16, 0, 16, true }

/* r1. System V ABI, PowerPC Processor Supplement, "The Stack Frame". */
#define KSYM_WALK_PPC32 { 4, 16, 0, 4, true }

/*
 * r15, as it is in the function: __builtin_frame_address(0) is its caller's.
 * ELF ABI s390x Supplement, "Stack Frame Layout". -mbackchain
 */
#define KSYM_WALK_S390X { 8, 8, 0, 112, true }

/* clang-format on */

/* What a walk needs to know of the system. */
struct ksym_walk_system {
	struct ksym_walk_layout layout;

	/*
	 * Reads the address kept at addr, layout.word bytes in the system's
	 * byte order, all of them within the address space. Returns false,
	 * with *wordp unchanged, if any of them is not on the stack.
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
	uint64_t link;  /* the return address: look up link - 1 */
};

/* A walk: the caller's to keep. Its members are the library's own. */
struct ksym_walk {
	const struct ksym_walk_system *system;
	void *context;
	uint64_t frame; /* to be read next */
	uint64_t below; /* which must lie above this */
	uint32_t left;  /* frames that may still be yielded */
};

/*
 * Starts a walk at a frame pointer, of which nothing is assumed. It yields at
 * most depth frames. system must live as long as the walk; context is handed to
 * its functions.
 */
void ksym_walk_start(struct ksym_walk *w, const struct ksym_walk_system *system,
	void *context, uint64_t frame, uint32_t depth);

/*
 * Yields the next frame, in constant time. Frame pointers ascend from frame to
 * frame. The chain ends with a frame pointer of 0; in the last frame a link of
 * 0 is an end too.
 *
 * Returns 0, or the walk is over and *framep says where:
 * -KSYM_WALK_END, with the last frame pointer read and a link of 0;
 * -KSYM_WALK_BAD_FRAME: frame is not aligned, not above the one before, or
 * cannot be read; link is 0;
 * -KSYM_WALK_BAD_LINK: frame holds a link that is_link refuses;
 * -KSYM_WALK_TOO_DEEP: frame is the next, unread; link is 0.
 * After that each call returns -KSYM_WALK_END.
 */
int ksym_walk_next(struct ksym_walk *w, struct ksym_walk_frame *framep);

#ifdef __cplusplus
}
#endif

#endif
