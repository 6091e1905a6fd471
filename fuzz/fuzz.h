/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * What the fuzz targets share. A target is a file with LLVMFuzzerTestOneInput;
 * it is linked to libFuzzer for `make fuzz`, and to replay.c for `make check`,
 * which runs the kept inputs through it.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* libFuzzer's own mutation; replay.c has none. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t room);
size_t LLVMFuzzerCustomMutator(
	uint8_t *data, size_t size, size_t room, unsigned int seed);

/* Ends the run; libFuzzer then keeps the input. */
#define PROMISE(condition) \
	((condition) ? (void)0 : fuzz_broken(__FILE__, __LINE__, #condition))

_Noreturn void fuzz_broken(const char *file, int line, const char *what);

/* Takes numbers and bytes from the front of an input; zeros after its end. */
struct input {
	const uint8_t *data;
	size_t size;
};

uint64_t input_number(struct input *in, unsigned int bytes);

/* So many bytes, or as many as are left, as a new NUL-terminated string. */
char *input_string(struct input *in, size_t size);

/* A file of this process, deleted when it ends. */
const char *fuzz_file(const char *name, const uint8_t *data, size_t size);

/* Whether a file has exactly these bytes. */
int fuzz_file_holds(const char *path, const uint8_t *data, size_t size);

/*
 * Sets the size and checksum of a compact table to those of its bytes, and
 * shortens parts that do not fit.
 */
void fuzz_seal(uint8_t *table, size_t size);

/*
 * The same for bytes that begin with a table, of its stated size or of all
 * bytes. Other bytes stay the same.
 */
void fuzz_seal_table(uint8_t *bytes, size_t size);

/*
 * A mutator for files: changes fields of an ELF, and keeps a table openable.
 * Returns the new size, at most room.
 */
size_t fuzz_mutate_file(
	uint8_t *data, size_t size, size_t room, unsigned int seed);

/* The same for what sections with debugging information contain. */
size_t fuzz_mutate_dwarf(
	uint8_t *data, size_t size, size_t room, unsigned int seed);

#endif
