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

/* Ends the run, and with it the input is kept. */
#define PROMISE(condition) \
	((condition) ? (void)0 : fuzz_broken(__FILE__, __LINE__, #condition))

_Noreturn void fuzz_broken(const char *file, int line, const char *what);

/* Takes numbers and bytes off the front of an input; zeros when it is used up. */
struct input {
	const uint8_t *data;
	size_t size;
};

uint64_t input_number(struct input *in, unsigned int bytes);

/* So many bytes, or as many as are left, as a new NUL-terminated string. */
char *input_string(struct input *in, size_t size);

/* A file of this process's own, gone when it ends. */
const char *fuzz_file(const char *name, const uint8_t *data, size_t size);

/* Whether a file holds just that. */
int fuzz_file_holds(const char *path, const uint8_t *data, size_t size);

/* Makes a compact table's size and checksum those that the bytes have. */
void fuzz_seal(uint8_t *table, size_t size);

/*
 * The same for a table that bytes begin with, as long as it says that it is,
 * or as the bytes are; others stay as they are.
 */
void fuzz_seal_table(uint8_t *bytes, size_t size);

/*
 * A mutator for files: changes an ELF where its parts are, keeps a table one
 * that opens. Returns the new size, at most room.
 */
size_t fuzz_mutate_file(
	uint8_t *data, size_t size, size_t room, unsigned int seed);

#endif
