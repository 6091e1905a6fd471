/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "mapping.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* The columns: a margin, the names, and 68 characters of figures. */
#define MARGIN       13
#define FIGURES      68
#define NAMES_HEADER "Sections"

static int names_width(const struct mapping_list *list)
{
	size_t width = strlen(NAMES_HEADER);

	for (size_t i = 0; i < list->count; i++) {
		const size_t length = strlen(list->items[i].names);

		width = length > width ? length : width;
	}
	return (int)width;
}

static void print_line(int width)
{
	printf("%*s", MARGIN, "");
	for (int i = 0; i < width + FIGURES; i++) {
		putchar('-');
	}
	putchar('\n');
}

/* 0xffff_ffff_c000_0000 */
static void print_address(uint64_t addr)
{
	printf("0x%04x_%04x_%04x_%04x", (unsigned)(addr >> 48),
		(unsigned)(addr >> 32 & 0xffff),
		(unsigned)(addr >> 16 & 0xffff), (unsigned)(addr & 0xffff));
}

/* In MiB if that is exact, as the kernel prints it; a page is whole KiB. */
static void print_size(uint64_t size)
{
	const bool is_mib = size % (1 << 20) == 0;

	printf(" | %3" PRIu64 " %s", size >> (is_mib ? 20 : 10),
		is_mib ? "MiB" : "KiB");
}

static void print_mapping(const struct mapping *mapping, int width)
{
	printf("  Generating %-*s | ", width, mapping->names);
	print_address(mapping->virt);
	printf(" | ");
	print_address(mapping->phys);
	print_size(mapping->size);
	printf(" | C %s %s\n", mapping->attributes.writable ? "RW" : "RO",
		mapping->attributes.executable ? "X" : "XN");
}

void mapping_list_print(const struct mapping_list *list)
{
	const int width = names_width(list);

	print_line(width);
	printf("%*s%*s%*s   %18s      %18s      %5s      %s\n", MARGIN, "",
		(width + (int)strlen(NAMES_HEADER)) / 2, NAMES_HEADER,
		(width - (int)strlen(NAMES_HEADER) + 1) / 2, "",
		"Virt Start Addr", "Phys Start Addr", "Size", "Attr");
	print_line(width);
	for (size_t i = 0; i < list->count; i++) {
		print_mapping(&list->items[i], width);
	}
	print_line(width);
}
