/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * libksym: names for addresses, from a table that ksym(1) has written.
 *
 * The library needs this header, its .c files and, where the compiler calls
 * them, memcpy, memmove, memset and memcmp. The compiler is gcc or clang, or
 * one that knows GNU C's attributes and assembly; MSVC and IAR are not served.
 * It has no state, takes no lock, allocates nothing and does not recurse, so
 * each function may be called anywhere: before the MMU is on, in an interrupt
 * handler, in a panic, on many cores at once. Nothing in a table is a pointer:
 * it may lie at any address and any alignment, in ROM too.
 *
 * A table is not trusted. Whatever its bytes are, no function reads outside it,
 * writes outside its arguments, traps, or loops without bound. A damaged table
 * gives an error or a wrong answer.
 *
 * FORMAT.md describes the table; docs/symbols.md says which symbols are in it
 * and which of them owns an address.
 */
#ifndef KSYM_H
#define KSYM_H

/*
 * The types are those of C's own headers. Where these do not exist, as in a
 * build without a standard include path, the kernel's headers have them and
 * come first, by -include: uint8_t to uint64_t, uintptr_t, size_t, and bool for
 * ksym_walk.h. Where both exist and differ KSYM_OWN_TYPES says the same.
 */
#if !defined(KSYM_OWN_TYPES) && defined(__has_include)
#if !__has_include(<stdint.h>) || !__has_include(<stddef.h>)
#define KSYM_OWN_TYPES
#endif
#endif
#ifndef KSYM_OWN_TYPES
#include <stddef.h>
#include <stdint.h>
#endif

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Functions return 0 or a length, or one of these negated; each lists its own.
 * ksym_strerror has a sentence for each.
 */
enum ksym_error {
	KSYM_ERR_NOT_FOUND = 1, /* no symbol has this address, index or name */
	KSYM_ERR_EMPTY = 2,     /* the place of the table is erased */
	KSYM_ERR_MAGIC = 3,     /* these bytes are no table */
	KSYM_ERR_VERSION = 4,   /* the table needs a later reader */
	KSYM_ERR_TRUNCATED = 5, /* the table is larger than its place */
	KSYM_ERR_CORRUPT = 6,   /* the table contradicts itself */
	KSYM_ERR_CHECKSUM = 7,  /* the table is not as it was written */
};

/* What a symbol is (ELF gABI, st_info); GNU_IFUNC counts as a function. */
enum ksym_type {
	KSYM_NOTYPE = 0,
	KSYM_OBJECT = 1,
	KSYM_FUNC = 2,
};

/* Its binding, local where neither is set; and whether it is a label. */
#define KSYM_GLOBAL   0x1
#define KSYM_WEAK     0x2
#define KSYM_INFERRED 0x4 /* a label in code, of which the ELF states no size */

/*
 * A symbol: the addresses from addr to addr + size - 1. One of size 0 owns no
 * address and is found by name only.
 */
struct ksym_symbol {
	uint64_t addr;  /* first byte, bias added */
	uint64_t size;  /* bytes */
	uint32_t index; /* 0 .. count - 1, ascending by address */
	uint8_t type;   /* KSYM_FUNC, KSYM_OBJECT, KSYM_NOTYPE */
	uint8_t flags;  /* KSYM_GLOBAL, KSYM_WEAK, KSYM_INFERRED */
};

/*
 * An open table: the caller's to keep, copy and forget. Its members are the
 * library's own. It refers to the bytes that it was opened on. Later versions
 * have more in it, in the same number of bytes, which holds for every machine
 * with pointers of 4 or 8 bytes.
 */
#define KSYM_TABLE_SIZE 256

struct ksym_table {
	uint64_t bias;
	uint32_t size; /* without the tail */
	uint32_t count;
	uint16_t machine;    /* e_machine of its ELF; 0: not known */
	uint8_t class_width; /* the settings, as the header has them */
	uint8_t phrase_bits;
	uint8_t length_bits;
	uint8_t paged;
	uint8_t slice_shift;
	const uint8_t *bytes;
	const uint8_t
		*part[11];  /* where each begins, any place if it is empty */
	uint32_t sizes[11]; /* their bytes */
	uint32_t class_numbers; /* of the first class */
	uint32_t phrase_mask;   /* of a phrase's record */
	uint32_t length_mask;   /* of its length, in that */
	uint64_t origin;        /* the first region's address */
	uint32_t reach;         /* how far behind its origin that region goes */
	uint32_t later[(KSYM_TABLE_SIZE - 92 - 12 * sizeof(const uint8_t *)) /
		       4];
};

/*
 * Opens the table in the size bytes at base, which may be a reservation larger
 * than it. Reads the header only: the cost is the same for every table. The
 * bytes must stay as they are and where they are while the table is in use.
 *
 * Returns 0, or -KSYM_ERR_EMPTY (the place is erased, all 0x00 or all 0xff, as
 * before a table was written), -KSYM_ERR_MAGIC, -KSYM_ERR_VERSION,
 * -KSYM_ERR_TRUNCATED or -KSYM_ERR_CORRUPT. After an error *t is a table of no
 * symbols, with which every function may be called.
 */
int ksym_open(struct ksym_table *t, const void *base, size_t size);

/*
 * Reads all of the table: the checksum, every symbol and every name. For boot
 * or a test; a panic need not call it. The cost grows with the table.
 *
 * Returns 0, -KSYM_ERR_CHECKSUM or -KSYM_ERR_CORRUPT.
 */
int ksym_check(const struct ksym_table *t);

/*
 * Sets the bias: the run-time address of the kernel less its link-time address,
 * modulo 2^64; 0 after ksym_open. Addresses in and out are then run-time ones.
 */
void ksym_set_bias(struct ksym_table *t, uint64_t bias);

/*
 * Sets the bias by any one place of the kernel: the address where it is now,
 * and the one that it was linked at. Give both as they are, on 32-bit machines
 * as numbers below 2^32: a difference taken there would be one modulo 2^32.
 */
void ksym_set_load(struct ksym_table *t, uint64_t run_addr, uint64_t link_addr);

/* The number of symbols. */
uint32_t ksym_count(const struct ksym_table *t);

/*
 * Finds the symbol that owns addr: of those that cover it the one with the
 * greatest start, then the smallest size, then the preferred name. For a return
 * address there is ksym_lookup_call. The cost grows with the logarithm of the
 * number of symbols.
 *
 * Returns 0; or -KSYM_ERR_NOT_FOUND if no symbol owns addr, or
 * -KSYM_ERR_CORRUPT, and then *symp means nothing.
 */
int ksym_lookup(
	const struct ksym_table *t, uint64_t addr, struct ksym_symbol *symp);

/*
 * Finds the symbol that owns the call which will return to return_addr. The
 * call may be the last instruction of its function, as one to panic is, so that
 * the return address is the next one's. Asked for is the byte before it,
 * without the bits that say in which mode the code runs: bit 0 on Arm and MIPS,
 * bits 0 and 1 on PA-RISC, none where the table does not know its machine. Give
 * the address as it was found. Nothing calls from before 0: that is not found.
 *
 * Returns what ksym_lookup does.
 */
int ksym_lookup_call(const struct ksym_table *t, uint64_t return_addr,
	struct ksym_symbol *symp);

/*
 * Finds what to say of an address that may lie in a gap: the symbol that owns
 * it, else the last one that starts at or below it, of equal starts the last in
 * the table's order. The cost is that of ksym_lookup.
 *
 * Returns 0 if *symp owns addr; 1 if it only lies before it, of which nothing
 * but "after NAME" may be said; -KSYM_ERR_NOT_FOUND if no symbol starts at or
 * below addr, or -KSYM_ERR_CORRUPT, and then *symp means nothing.
 */
int ksym_next_to(
	const struct ksym_table *t, uint64_t addr, struct ksym_symbol *symp);

/*
 * Gets the symbol of that index. Symbols ascend by address; where addresses are
 * equal sizes descend; where those are equal too the preferred name comes last.
 *
 * Returns 0; or -KSYM_ERR_NOT_FOUND if index is not below the count, and then
 * *symp is as it was; or -KSYM_ERR_CORRUPT, and then it means nothing.
 */
int ksym_get(
	const struct ksym_table *t, uint32_t index, struct ksym_symbol *symp);

/*
 * Finds the symbol of that name, the one with the lowest address if there are
 * several. name is NUL-terminated. With a by-name index the cost does not
 * depend on the number of symbols; without one all names are compared.
 *
 * Returns 0; or -KSYM_ERR_NOT_FOUND if no symbol has the name, and then *symp is
 * as it was; or -KSYM_ERR_CORRUPT, and then it means nothing: damage was met,
 * in the index or in a name that was compared, and none of the others is it.
 */
int ksym_find(
	const struct ksym_table *t, const char *name, struct ksym_symbol *symp);

/*
 * Goes on from *symp, as ksym_find or this function left it, to the next symbol
 * of the same name, in ascending order. With a by-name index the cost grows
 * with the number of symbols of that name; without one all names behind it are
 * compared.
 *
 * Returns what ksym_find does; -KSYM_ERR_NOT_FOUND if there is no further one.
 */
int ksym_find_next(const struct ksym_table *t, struct ksym_symbol *symp);

/*
 * Writes the name of sym, which is from this table, to the size bytes at buf:
 * as much of it as fits, and always a NUL if size is not 0. Bytes behind the
 * NUL stay as they are. buf may be NULL if size is 0.
 *
 * Returns the length of the whole name, 0 to 65,535, without the NUL; or
 * -KSYM_ERR_NOT_FOUND if there is no such symbol, or -KSYM_ERR_CORRUPT, and
 * then the name is "". What had been spelled before damage was met then lies
 * behind the NUL.
 */
int ksym_name(const struct ksym_table *t, const struct ksym_symbol *sym,
	char *buf, size_t size);

/*
 * Gives the name of sym, which is from this table, piece by piece to a
 * function, with context: for a panic that has no room for a name. A piece is
 * length bytes, 0 to 255, of the table's own, without a NUL, and there as long
 * as the table is. In a damaged table it is up to 32,767 bytes of any value,
 * and the pieces of a name are up to 98,302. This takes no buffer of any size,
 * and the stack that put takes comes on top of its own.
 *
 * Returns the length of the whole name; or -KSYM_ERR_NOT_FOUND if there is no
 * such symbol, and nothing was put; or -KSYM_ERR_CORRUPT, and what was put
 * until damage was met stays put.
 */
int ksym_put(const struct ksym_table *t, const struct ksym_symbol *sym,
	void (*put)(void *context, const char *piece, size_t length),
	void *context);

/*
 * Writes what to print for addr, "name+0x18/0x7c": the symbol that owns it, the
 * offset of addr in it, and its size, in hexadecimal.
 *
 * If that does not fit in the size bytes at buf the name is cut, in its middle,
 * and two dots show it: "core::..::fmt+0x4/0x100". As much of its head as of
 * its end is kept, or a byte more, but no part of a UTF-8 sequence. If no byte
 * of the name fits, "..+0x18/0x7c" is cut at its end. There is always a NUL if
 * size is not 0, and bytes behind it stay as they are. buf may be NULL if size
 * is 0.
 *
 * Returns the length of the whole text, uncut; or -KSYM_ERR_NOT_FOUND if no
 * symbol owns addr, or -KSYM_ERR_CORRUPT, and then it is as with ksym_name.
 */
int ksym_format(
	const struct ksym_table *t, uint64_t addr, char *buf, size_t size);

/*
 * The same for a return address, as it was found: the symbol is the one that
 * owns the call, as with ksym_lookup_call, and the offset is that of the return
 * address itself, without its mode bits. It may be the symbol's size:
 * "f+0x6/0x6" for 0x8007 where f is 6 bytes of Thumb code at 0x8000.
 *
 * Returns what ksym_format does; -KSYM_ERR_NOT_FOUND if no symbol owns the call.
 */
int ksym_format_call(const struct ksym_table *t, uint64_t return_addr,
	char *buf, size_t size);

/*
 * Source lines. A table may have them: of every row, or of return addresses
 * only, as `ksym embed --lines` was asked.
 */
enum ksym_lines_mode {
	KSYM_LINES_NONE = 0,
	KSYM_LINES_FULL = 1,
	KSYM_LINES_CALLS = 2, /* exact at return addresses; no inlined calls */
};

/* Which lines the table has. */
enum ksym_lines_mode ksym_has_lines(const struct ksym_table *t);

/* In place of a function's number: the symbol that owns the address. */
#define KSYM_OUTERMOST 0xffffffffu

/* What a frame's line is. */
enum ksym_frame_flags {
	KSYM_FRAME_CALL = 1,        /* of a call: not the innermost frame */
	KSYM_FRAME_INLINED = 2,     /* in a function that was inlined */
	KSYM_FRAME_APPROXIMATE = 4, /* of a call near by */
};

/*
 * A frame of an address: a function, and the line in it where the address is or
 * where it calls the frame before. What is inlined there has a frame each; the
 * last one is that of the symbol.
 */
struct ksym_frame {
	uint64_t addr;     /* as it was asked for; of a call, its last byte */
	uint32_t function; /* for ksym_frame_function */
	uint32_t file;     /* for ksym_frame_file */
	uint32_t line;     /* from 1; 0: unknown */
	uint8_t flags;     /* KSYM_FRAME_CALL and so on */
};

/* Frames that an address has at most. */
#define KSYM_FRAMES_MAX 44

/*
 * The frames of an address, one at a time: the caller's, of 712 to 736 bytes.
 * Its members are the library's own. It refers to the table.
 */
struct ksym_frames {
	const struct ksym_table *table;
	const uint8_t *part[6]; /* those of lines, from the settings on */
	uint32_t sizes[6];
	uint64_t addr; /* of the frames */
	uint32_t bit;  /* where reading is in the stream */
	uint32_t own;  /* line of the outermost function */
	uint32_t back; /* by how much that changed last */
	uint32_t file; /* of the outermost function */
	uint32_t line; /* of the next frame */
	uint8_t kind;  /* of the last row */
	uint8_t depth; /* of the node that rows are in */
	uint8_t node;
	uint8_t recent;   /* node that was left last */
	uint8_t nodes;    /* that there are */
	uint8_t is_bad;   /* damage was met */
	uint8_t is_calls; /* the function's rows end at return addresses */
	uint8_t flags;    /* of the next frame */
	/* Of each node: */
	uint8_t parent[KSYM_FRAMES_MAX];
	uint8_t next[KSYM_FRAMES_MAX];      /* that was left before it */
	uint32_t function[KSYM_FRAMES_MAX]; /* or the rank in its parent's */
	uint32_t call[KSYM_FRAMES_MAX];     /* its line in the parent */
	uint32_t ahead[KSYM_FRAMES_MAX];    /* its own, from the base on */
};

/*
 * Finds the line of addr and the calls that were inlined there; frames follow
 * by ksym_lines_next. Mind a return address: ksym_lines_call. The cost, some
 * 7,000 instructions and no more than 40,000 in a table as ksym writes it, does
 * not grow with the table.
 *
 * Returns 0; or -KSYM_ERR_NOT_FOUND if no line is known there or the table has
 * no lines, or -KSYM_ERR_CORRUPT, and then *it has no frames.
 */
int ksym_lines(
	const struct ksym_table *t, uint64_t addr, struct ksym_frames *it);

/*
 * The same for the call that will return to return_addr, as ksym_lookup_call
 * finds it. Give the address as it was found.
 *
 * Returns what ksym_lines does.
 */
int ksym_lines_call(const struct ksym_table *t, uint64_t return_addr,
	struct ksym_frames *it);

/*
 * Gets the next frame, the innermost first, the symbol's last.
 *
 * Returns 1; or 0 if there is none left, or -KSYM_ERR_CORRUPT, and then *frame
 * means nothing and no frame follows.
 */
int ksym_lines_next(struct ksym_frames *it, struct ksym_frame *frame);

/*
 * Writes the name of a frame's function, which is from this table, as ksym_name
 * does: of an inlined one as in the source, within its scopes and without the
 * arguments of templates; else that of the symbol that owns frame->addr.
 *
 * Returns what ksym_name does; -KSYM_ERR_NOT_FOUND if there is no such symbol.
 */
int ksym_frame_function(const struct ksym_table *t,
	const struct ksym_frame *frame, char *buf, size_t size);

/*
 * Writes the path of a frame's file, which is from this table, as ksym_name
 * writes a name. The path has neither `.` nor `..` in it; it is absolute, or
 * relative to the source's directory.
 *
 * Returns what ksym_name does; -KSYM_ERR_NOT_FOUND if there is no such path.
 */
int ksym_frame_file(const struct ksym_table *t, const struct ksym_frame *frame,
	char *buf, size_t size);

/*
 * Copies the build id of the ELF that the table was made of (the descriptor of
 * its note NT_GNU_BUILD_ID, what `readelf -n` prints) to the size bytes at buf,
 * as much of it as fits. A table keeps at most 20 bytes of an id, its first
 * ones. buf may be NULL if size is 0.
 *
 * Returns how many bytes the table keeps, 0 to 20: 0 if the ELF had no build id
 * or *t is a table of no symbols; or -KSYM_ERR_CORRUPT, and then buf is as it
 * was.
 */
int ksym_build_id(const struct ksym_table *t, void *buf, size_t size);

/*
 * Says whether the table is known to be of the build with that id: size bytes,
 * of which the first 20 count. For a table that did not come in the kernel's
 * own image but in flash or as a boot module: with one of another build every
 * name would be wrong.
 *
 * Returns 1 if it is; 0 if it is not, or if that cannot be told, because the
 * table has no id or a damaged one, or size is 0.
 */
int ksym_is_build(const struct ksym_table *t, const void *id, size_t size);

/* A sentence for a value that a function here returned, without a full stop. */
const char *ksym_strerror(int err);

/*
 * Reserves the section .kernel_symbols for a table, with the linker symbols
 * __kernel_symbols_start and __kernel_symbols_end around it, where the linker
 * script does not. Once in the kernel, at file scope of C11 or C++:
 *
 *	KSYM_RESERVE(32 * 1024);
 *
 * bytes is a number or arithmetic of numbers that the assembler understands
 * too, so without suffixes, casts and sizeof. The section is read-only, aligned
 * to 8, has its bytes in the file, and is kept by --gc-sections. The compiler
 * does not see its contents, so it cannot take them to be zeros. The symbols
 * are hidden: a shared library finds its own table, not its host's. In a linker
 * script put it behind the other read-only data: KEEP(*(.kernel_symbols)).
 * Wants an assembler that knows SHF_GNU_RETAIN: binutils 2.36, LLVM 13.
 */
#define KSYM_RESERVE(bytes) __asm__(KSYM_RESERVATION_(bytes))

/* The assembly; bytes comes with its macros replaced. */
#define KSYM_RESERVATION_(bytes) \
	".pushsection .kernel_symbols, \"aR\", %progbits\n" \
	"\t.balign 8\n" \
	"\t.weak __kernel_symbols_start\n" \
	"\t.weak __kernel_symbols_end\n" \
	"\t.hidden __kernel_symbols_start\n" \
	"\t.hidden __kernel_symbols_end\n" \
	"__kernel_symbols_start:\n" \
	"\t.zero (" #bytes ")\n" \
	"__kernel_symbols_end:\n" \
	"\t.popsection\n"

/*
 * Where the table is. ksym(1) fills it in, in the target's byte order, so it is
 * right after embed --append and --grow too, which the symbols around a section
 * are not: code that was linked before keeps what they were.
 */
struct ksym_location {
	char magic[8];     /* KSYM_LOCATION_MAGIC, by which ksym knows it */
	uint64_t distance; /* from here to the table, modulo 2^64 */
	uint64_t size;     /* of its place, bytes; 0: there is no table yet */
};

#define KSYM_LOCATION_MAGIC "KSYM\0loc"

/*
 * Defines ksym_location. Once in the kernel, at file scope: KSYM_LOCATION();
 * It is hidden: a shared library has its own, whatever its host has.
 */
#define KSYM_LOCATION() \
	__asm__(".pushsection .rodata.ksym_location, \"a\", %progbits\n" \
		"\t.balign 8\n" \
		"\t.globl ksym_location\n" \
		"\t.hidden ksym_location\n" \
		"\t.type ksym_location, %object\n" \
		"\t.size ksym_location, 24\n" \
		"ksym_location:\n" \
		"\t.ascii \"KSYM\\000loc\"\n" \
		"\t.zero 16\n" \
		"\t.popsection\n")

extern const struct ksym_location ksym_location
	__attribute__((visibility("hidden")));

/*
 * Opens the table that a location leads to, by the address that the location
 * has now: the same before the MMU is on, and wherever the kernel was loaded.
 * The table's addresses are link-time ones, see ksym_set_load.
 *
 * Returns what ksym_open does; -KSYM_ERR_EMPTY if there is no table yet.
 */
int ksym_open_location(
	struct ksym_table *t, const struct ksym_location *location);

#ifdef __cplusplus
}
#endif

#endif
