// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * walk_leaf: ksym_walk from within a function that calls nothing, as gcc lays
 * it for RISC-V: with the frame pointer kept where the return address is in
 * others. Needs no libc. Ends with status 0, or the number of the check that
 * failed.
 */
#include <ksym_walk.h>

#define CHECK(number, condition) \
	do { \
		if (!(condition)) { \
			leave(number); \
		} \
	} while (0)

static uint64_t returns[2]; /* where middle and outer return to */
static uintptr_t stack_end;

void start_here(uintptr_t stack);
void probe(uintptr_t frame_pointer, uintptr_t ra);

/* The entry code of a kernel: the chain of frames ends here. */
__asm__(".globl _start\n"
	"_start:\n"
	"	li	s0, 0\n"
	"	mv	a0, sp\n"
	"	call	start_here\n");

static _Noreturn void leave(int status)
{
	register int a0 __asm__("a0") = status;
	register int a7 __asm__("a7") = 93; /* exit */

	__asm__ volatile("ecall" : : "r"(a0), "r"(a7));
	__builtin_unreachable();
}

static bool read_own(void *context, uint64_t addr, uint64_t *wordp)
{
	if (addr < *(const uintptr_t *)context || addr >= stack_end) {
		return false;
	}
	*wordp = *(const volatile uintptr_t *)(uintptr_t)addr;
	return true;
}

/* The stack is far above this program. */
static bool is_link(void *context, uint64_t link)
{
	return link != 0 && link < *(const uintptr_t *)context;
}

static const struct ksym_walk_system own = {
	.layout = LAYOUT,
	.read = read_own,
	.is_link = is_link,
};

/* What an interrupt's handler would see. */
void probe(uintptr_t frame_pointer, uintptr_t ra)
{
	uintptr_t start = frame_pointer - 64;
	struct ksym_walk_frame frame;
	struct ksym_walk walk;

	ksym_walk_start(&walk, &own, &start, frame_pointer, 16);
	ksym_walk_set_link(&walk, ra);
	CHECK(1, ksym_walk_next(&walk, &frame) == 0);
	CHECK(2, frame.frame == frame_pointer && frame.link == ra);
	CHECK(3, ksym_walk_next(&walk, &frame) == 0);
	CHECK(4, frame.link == returns[1]);
	CHECK(5, ksym_walk_next(&walk, &frame) == 0);
	CHECK(6, frame.link == returns[0]);
	/* That is start_here; it returns to the entry code. */
	CHECK(7, ksym_walk_next(&walk, &frame) == 0);
	CHECK(8, ksym_walk_next(&walk, &frame) == -KSYM_WALK_END);

	ksym_walk_start(&walk, &own, &start, frame_pointer, 16);
	CHECK(9, ksym_walk_next(&walk, &frame) == 0);
	CHECK(10, frame.link == returns[1]);
	CHECK(11, ksym_walk_next(&walk, &frame) == 0);
	CHECK(12, frame.link == returns[0]);
}

/* Calls probe as an interrupt would, so that the compiler does not know. */
static __attribute__((noinline)) void leaf(void)
{
	__asm__ volatile("	mv	s1, ra\n"
			 "	mv	a0, s0\n"
			 "	mv	a1, ra\n"
			 "	call	probe\n"
			 "	mv	ra, s1\n"
			 :
			 :
			 : "s1", "a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7",
			 "t0", "t1", "t2", "t3", "t4", "t5", "t6", "memory");
}

static __attribute__((noinline)) int middle(int size)
{
	volatile char room[size + 1];

	room[0] = (char)size;
	returns[1] = (uintptr_t)__builtin_return_address(0);
	leaf();
	return room[0];
}

static __attribute__((noinline)) int outer(int size)
{
	returns[0] = (uintptr_t)__builtin_return_address(0);
	return middle(size) + 1;
}

void start_here(uintptr_t stack)
{
	stack_end = stack;
	leave(outer(100) == 101 ? 0 : 13);
}
