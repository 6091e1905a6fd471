/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Backtraces by the frame records of the AAPCS64. */
#include <kernel/backtrace.h>

#include <kernel/symbols.h>

#include <arch/backtrace.h>
#include <arch/exception_frame.h>

#include <ksym_walk.h>

/* From the linker script. */
extern const char __code_start[];
extern const char __text_end[];
extern const char __boot_core_stack_start[];
extern const char __boot_core_stack_end[];

/* The same: where the vectors' call of their handler returns to. */
extern const uint64_t __exception_return;

#define WORD        8
#define INSTRUCTION 4

/* Bytes. Addresses further apart are not in one function. */
#define LARGE_FUNCTION 0x1000

/* Arm ARM, BL, BLR with any register, and RET with lr. */
#define IS_BL(code)  (((code)&0xfc000000) == 0x94000000)
#define IS_BLR(code) (((code)&0xfffffc1f) == 0xd63f0000)
#define RET          0xd65f03c0

/* What read_stack and is_link need beside the address. */
struct walk_context {
	bool interrupted; /* the next link is the pc of interrupted code */
};

static bool is_within(uint64_t addr, const char *start, const char *end)
{
	return addr >= (uintptr_t)start && addr <= (uintptr_t)end - WORD;
}

/* Whether a stack holds a word at addr. */
static bool is_on_stack(uint64_t addr)
{
	return addr % WORD == 0 &&
	       (is_within(
			addr, __boot_core_stack_start, __boot_core_stack_end) ||
		       is_within(addr, exception_stack,
			       exception_stack + EXCEPTION_STACK_SIZE));
}

static bool read_stack(void *context, uint64_t addr, uint64_t *wordp)
{
	(void)context;
	if (!is_on_stack(addr)) {
		return false;
	}
	*wordp = *(const volatile uint64_t *)(uintptr_t)addr;
	return true;
}

static bool is_code(uint64_t addr)
{
	return addr >= (uintptr_t)__code_start &&
	       addr < (uintptr_t)__text_end && addr % INSTRUCTION == 0;
}

/* A return address may lie behind the code's last instruction, if that calls. */
static bool is_return_address(uint64_t link)
{
	return is_code(link - INSTRUCTION);
}

static bool is_link(void *context, uint64_t link)
{
	const struct walk_context *walk = context;

	return walk->interrupted || is_return_address(link);
}

/* The instruction at an address of code. */
static uint32_t instruction(uint64_t addr)
{
	/* Callers have asked is_code(). */
	/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference) */
	return *(const volatile uint32_t *)(uintptr_t)addr;
}

static bool follows_a_call(uint64_t link)
{
	const uint32_t code = instruction(link - INSTRUCTION);

	return IS_BL(code) || IS_BLR(code);
}

static void add(struct backtrace *b, uint64_t addr, enum backtrace_kind kind)
{
	if (b->count == BACKTRACE_MAX) {
		b->entries[BACKTRACE_MAX - 1].kind = BACKTRACE_CUT;
		return;
	}
	b->entries[b->count].addr = addr;
	b->entries[b->count].kind = kind;
	b->count++;
}

/* Whether code between two addresses returns, or they are far apart. */
static bool returns_between(uint64_t a, uint64_t b)
{
	const uint64_t low = a < b ? a : b;
	const uint64_t high = a < b ? b : a;

	for (uint64_t addr = low; addr < high; addr += INSTRUCTION) {
		if (addr - low >= LARGE_FUNCTION || instruction(addr) == RET) {
			return true;
		}
	}
	return false;
}

/* Asks the symbols. Without them, a RET between two addresses parts functions. */
static bool is_in_another_function(uint64_t pc, uint64_t call)
{
	struct kernel_symbol function;

	if (!is_code(pc)) {
		return true;
	}
	return symbols_lookup(pc, &function)
		       ? call - function.addr >= function.size
		       : returns_between(pc, call);
}

/*
 * Whether lr, and not a frame record, leads to the caller of interrupted code.
 * It does where the code has no record of its own: at either end of a function
 * (gcc may move accesses behind the epilogue), in assembly, and after a call to
 * where no code is.
 *
 * After its first call a function's lr points into itself; before it, to the
 * caller. So an lr behind a call in another function is the caller's, unless
 * the record has that link too, and the walk will find it there.
 */
static bool lr_leads_to_caller(uint64_t pc, uint64_t lr, uint64_t fp)
{
	uint64_t link;

	return is_return_address(lr) && follows_a_call(lr) &&
	       !(read_stack(NULL, fp + WORD, &link) && link == lr) &&
	       is_in_another_function(pc, lr - INSTRUCTION);
}

/* Adds interrupted code, and its caller if no frame record leads there. */
static void add_interrupted(
	struct backtrace *b, uint64_t pc, uint64_t lr, uint64_t fp)
{
	add(b, pc, BACKTRACE_PC);
	if (lr_leads_to_caller(pc, lr, fp)) {
		add(b, lr, BACKTRACE_LINK);
	}
}

/* Adds the interrupted code whose context has its record at frame. */
static void add_context(
	struct backtrace *b, const struct ksym_walk_frame *frame)
{
	const uint64_t context = frame->frame - EXCEPTION_RECORD;
	uint64_t lr = 0;
	uint64_t fp = 0;

	(void)read_stack(NULL, context + EXCEPTION_LR, &lr);
	(void)read_stack(NULL, frame->frame, &fp);
	add_interrupted(b, frame->link, lr, fp);
}

static void add_end(
	struct backtrace *b, int result, const struct ksym_walk_frame *frame)
{
	switch (result) {
	case -KSYM_WALK_BAD_FRAME:
	case -KSYM_WALK_TOO_MANY_STACKS:
		add(b, frame->frame, BACKTRACE_BAD_FRAME);
		break;
	case -KSYM_WALK_BAD_LINK:
		add(b, frame->link, BACKTRACE_BAD_LINK);
		break;
	case -KSYM_WALK_TOO_DEEP:
		add(b, frame->frame, BACKTRACE_CUT);
		break;
	default:
		break;
	}
}

static void add_callers(struct backtrace *b, uint64_t fp)
{
	static const struct ksym_walk_system system = {
		.layout = KSYM_WALK_AARCH64,
		.read = read_stack,
		.is_link = is_link,
	};
	struct walk_context context = { false };
	struct ksym_walk_frame frame;
	struct ksym_walk walk;
	int result;

	ksym_walk_start(&walk, &system, &context, fp, BACKTRACE_MAX);
	for (;;) {
		result = ksym_walk_next(&walk, &frame);
		if (result != 0) {
			add_end(b, result, &frame);
			return;
		}
		if (context.interrupted) {
			add_context(b, &frame);
		} else {
			add(b, frame.link, BACKTRACE_LINK);
		}
		context.interrupted = frame.link == __exception_return;
	}
}

__attribute__((noinline)) void backtrace_capture(struct backtrace *b)
{
	const struct frame_record *const own = __builtin_frame_address(0);

	b->count = 0;
	add(b, own->lr, BACKTRACE_LINK);
	add_callers(b, own->fp);
}

void backtrace_capture_exception(
	struct backtrace *b, const struct exception_context *context)
{
	const uint64_t fp = context->x[29];

	b->count = 0;
	add_interrupted(b, context->elr, context->lr, fp);
	add_callers(b, fp);
}
