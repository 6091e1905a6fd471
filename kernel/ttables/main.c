/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Computes the translation tables of a linked kernel and patches them in, so
 * that the kernel finds them made when it turns the MMU on.
 */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>

#include "mapping.h"
#include "elf/output.h"
#include "tables.h"

enum status {
	STATUS_DONE = 0,
	STATUS_REFUSED = 1,
	STATUS_USAGE = 2,
};

static const char usage[] =
	"usage: ttables [-o OUT] ELF\n"
	"Computes the translation tables that map the segments of ELF, a linked\n"
	"kernel, and patches them into it, or into a copy of it, OUT.\n";

static bool patch_tables(
	const struct elf_file *file, const char *target, struct error *err)
{
	static struct table_image image;
	static struct mapping_list list;

	if (!mapping_list_read(file, &list, err) ||
		!table_image_build(file, &list, &image, err)) {
		return false;
	}
	mapping_list_print(&list);
	printf("    Patching the kernel's tables at file offset 0x%" PRIx64
	       "\n",
		image.offset);
	printf("    Patching their physical base address, 0x%" PRIx64
	       ", at file offset 0x%" PRIx64 "\n",
		image.base, image.base_offset);

	const struct patch patches[] = {
		{ image.offset, image.bytes, sizeof(image.bytes) },
		{ image.base_offset, image.base_bytes,
			sizeof(image.base_bytes) },
	};
	return output_patched(target, file, patches, 2, err);
}

static enum status run(const char *path, const char *target)
{
	struct elf_file file;
	struct error err;
	bool well;

	well = elf_file_open(&file, path, &err);
	if (well) {
		well = patch_tables(&file, target, &err);
		elf_file_close(&file);
	}
	if (!well) {
		fprintf(stderr, "ttables: %s\n", err.text);
		return STATUS_REFUSED;
	}
	return STATUS_DONE;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "output", required_argument, NULL, 'o' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	const char *target = NULL;
	int option;

	while ((option = getopt_long(argc, argv, "o:h", options, NULL)) != -1) {
		switch (option) {
		case 'o':
			target = optarg;
			break;
		case 'h':
			fputs(usage, stdout);
			return STATUS_DONE;
		default:
			return STATUS_USAGE;
		}
	}
	if (optind + 1 != argc) {
		fprintf(stderr, "ttables: one ELF expected, %d given\n%s",
			argc - optind, usage);
		return STATUS_USAGE;
	}
	return run(argv[optind], target == NULL ? argv[optind] : target);
}
