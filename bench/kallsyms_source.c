/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * kallsyms_source LIST
 *
 * What Linux's build does between two links: makes its table of the symbols
 * that `nm -n` printed to a file, and prints it as assembler source. One
 * section holds all of it; a label stands before each part.
 */
#include <err.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "kallsyms.h"

static bool starts_with(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

/* An `ADDR LETTER NAME` line; without what a table has no use for. */
static bool nm_line(char *line, struct item *itemp)
{
	int name;
	char letter;

	*itemp = (struct item){ 0 };
	if (sscanf(line, "%" SCNx64 " %c %n", &itemp->addr, &letter, &name) !=
		2) {
		return false;
	}
	itemp->letter = letter;
	itemp->name = line + name;
	return strchr("AaUN", letter) == NULL && itemp->name[0] != '$' &&
	       !starts_with(itemp->name, ".L") &&
	       !starts_with(itemp->name, "__kernel_symbols_");
}

static void print_label(const char *name)
{
	printf("\t.balign 8\nkallsyms_%s:\n", name);
}

/* A line of bytes a name, from its length to its last token. */
static const uint8_t *print_name(const uint8_t *name)
{
	uint32_t length = *name++;

	printf("\t.byte 0x%02" PRIx32, length);
	if (length & 0x80) {
		printf(", 0x%02x", *name);
		length = (length & 0x7f) | (uint32_t)*name++ << 7;
	}
	for (; length > 0; length--) {
		printf(", 0x%02x", *name++);
	}
	putchar('\n');
	return name;
}

static void print_names(const struct kallsyms *k)
{
	const uint8_t *name = k->names;

	print_label("names");
	for (uint32_t i = 0; i < k->count; i++) {
		name = print_name(name);
	}
	print_label("markers");
	for (uint32_t i = 0; i < k->count; i += 256) {
		printf("\t.long %" PRIu32 "\n", k->markers[i / 256]);
	}
}

static void print_tokens(const struct kallsyms *k)
{
	print_label("token_table");
	for (int i = 0; i < 256; i++) {
		const char *text = k->tokens + k->token_at[i];

		fputs("\t.asciz \"", stdout);
		for (; *text != '\0'; text++) {
			const unsigned char byte = (unsigned char)*text;

			if (byte < ' ' || byte > '~' || byte == '"' ||
				byte == '\\') {
				printf("\\%03o", byte);
			} else {
				putchar(byte);
			}
		}
		puts("\"");
	}
	print_label("token_index");
	for (int i = 0; i < 256; i++) {
		printf("\t.short %d\n", k->token_at[i]);
	}
}

static void print_symbols(const struct kallsyms *k)
{
	print_label("num_syms");
	printf("\t.long %" PRIu32 "\n", k->count);
	print_label("relative_base");
	printf("\t.quad 0x%" PRIx64 "\n", k->base);
	print_label("offsets");
	for (uint32_t i = 0; i < k->count; i++) {
		printf("\t.long 0x%" PRIx32 "\n", k->offsets[i]);
	}
	print_label("seqs_of_names");
	for (uint32_t i = 0; i < k->count; i++) {
		const uint8_t *at = k->sequence + 3 * (size_t)i;

		printf("\t.byte 0x%02x, 0x%02x, 0x%02x\n", at[0], at[1], at[2]);
	}
}

int main(int argc, char **argv)
{
	static struct list list;
	static struct kallsyms kallsyms;

	if (argc != 2) {
		errx(2, "usage: kallsyms_source LIST");
	}
	list_read(argv[1], nm_line, &list);
	if (!kallsyms_build(&list, &kallsyms)) {
		errx(1, "%s: more than 4-byte offsets, or lengths, can say",
			argv[1]);
	}
	puts("\t.section .kallsyms, \"a\", %progbits");
	print_symbols(&kallsyms);
	print_names(&kallsyms);
	print_tokens(&kallsyms);
	return fflush(stdout) != 0 || ferror(stdout);
}
