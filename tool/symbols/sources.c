/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * A FILE symbol precedes the local symbols of its file (gABI, Symbol Table),
 * and nothing marks their end. GNU ld adds a FILE, NAME.o, for an object
 * without one, and a nameless one before globals that it made local. lld, mold
 * and gold add neither: symbols of an object without FILE, such as assembly,
 * and globals made local seem to belong to the file before. The same holds for
 * symbols that objcopy made local in an object joined by ld -r. This file
 * detects that a scope has ended. A symbol that may belong to another object
 * has no file.
 */
#include "sources.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/array.h"
#include "machine.h"

/* A local symbol behind a FILE symbol that has a name. */
struct scoped {
	const char *name;
	const char *file;
	size_t index; /* in the symbol table */
	size_t scope; /* of which FILE symbol, counted from 1 */
	size_t section;
	uint64_t addr;
	bool function, label;
	bool first;  /* of its scope, by a compiler: it has a size */
	bool proved; /* first, and another of its name ends the scope */
	bool ended;  /* its scope has ended before it */
	size_t run;  /* of symbols of one scope that lie side by side */
};

struct sources {
	const struct elf_file *file;
	struct scoped *scoped;
	size_t count, capacity;
	const char **names; /* by index: the files that are known, or NULL */
	size_t symbols;     /* so far */

	size_t scope;
	const char *name; /* its file, or NULL */
	bool first, ended;

	bool marked;   /* objects without a FILE of their own got one */
	bool fileless; /* there seem to be objects without one */
	bool repeated; /* a scope holds a name twice: they have none */
};

static bool ends_with(const char *name, const char *end)
{
	const size_t length = strlen(name), end_length = strlen(end);

	return length >= end_length &&
	       strcmp(name + length - end_length, end) == 0;
}

static void begin_scope(struct sources *s, const char *name)
{
	const bool made =
		name[0] == '\0' ? s->scope > 0 : ends_with(name, ".o");

	s->marked = s->marked || made;
	s->scope++;
	s->name = name[0] != '\0' ? name : NULL;
	s->first = true;
	s->ended = false;
}

static bool add(
	struct sources *s, const struct scoped *scoped, struct error *err)
{
	struct scoped *more = array_room(
		s->scoped, s->count + 1, &s->capacity, sizeof(*more), err);

	if (more == NULL) {
		return false;
	}
	s->scoped = more;
	s->scoped[s->count++] = *scoped;
	return true;
}

/* Whether an object's own symbol table would have SYMBOL. */
static bool is_defined(const struct sources *s, const struct elf_symbol *symbol)
{
	const unsigned index = symbol->sym.st_shndx;

	return index != SHN_UNDEF &&
	       (index < SHN_LORESERVE || index == SHN_XINDEX) &&
	       GELF_ST_TYPE(symbol->sym.st_info) != STT_SECTION &&
	       symbol->name[0] != '\0' && strncmp(symbol->name, ".L", 2) != 0 &&
	       !machine_is_mapping_symbol(s->file, symbol);
}

/* Whether SYMBOL lacks a type or a size, which compilers always give. */
static bool is_label(const struct elf_symbol *symbol)
{
	return GELF_ST_TYPE(symbol->sym.st_info) == STT_NOTYPE ||
	       symbol->sym.st_size == 0;
}

/*
 * A label within code comes from assembly; at its bounds or of data, from a
 * linker.
 */
static bool look_at_label(
	struct sources *s, const struct elf_symbol *symbol, struct error *err)
{
	struct elf_section section;
	uint64_t at;

	if (!elf_file_section(s->file, symbol->section, &section, err)) {
		return false;
	}
	at = symbol->sym.st_value - section.shdr.sh_addr;
	if ((section.shdr.sh_flags & SHF_EXECINSTR) != 0 && at > 0 &&
		at < section.shdr.sh_size) {
		s->fileless = true;
	}
	return true;
}

static bool take_local(
	struct sources *s, const struct elf_symbol *symbol, struct error *err)
{
	const bool label = is_label(symbol);
	struct scoped scoped = { .name = symbol->name,
		.file = s->name,
		.index = s->symbols,
		.scope = s->scope,
		.section = symbol->section,
		.addr = machine_address(s->file, symbol),
		.function = GELF_ST_TYPE(symbol->sym.st_info) == STT_FUNC,
		.label = label,
		.first = s->first && !label };

	/* Compilers give locals no visibility, so this one was global. */
	s->ended = s->ended ||
		   GELF_ST_VISIBILITY(symbol->sym.st_other) != STV_DEFAULT;
	s->fileless = s->fileless || s->scope == 0;
	s->first = false;
	scoped.ended = s->ended;
	return s->name == NULL || add(s, &scoped, err);
}

static bool take(
	const struct elf_symbol *symbol, void *context, struct error *err)
{
	struct sources *s = context;
	bool taken = true;

	if (GELF_ST_TYPE(symbol->sym.st_info) == STT_FILE) {
		begin_scope(s, symbol->name);
	} else if (is_defined(s, symbol)) {
		taken = (!is_label(symbol) || look_at_label(s, symbol, err)) &&
			(GELF_ST_BIND(symbol->sym.st_info) != STB_LOCAL ||
				take_local(s, symbol, err));
	}
	s->symbols++;
	return taken;
}

#define ORDER(a, b) (((a) > (b)) - ((a) < (b)))

static int compare_names(const void *a, const void *b)
{
	const struct scoped *x = a, *y = b;
	const int scopes = ORDER(x->scope, y->scope);
	const int names = scopes != 0 ? scopes : strcmp(x->name, y->name);

	return names != 0 ? names : ORDER(x->index, y->index);
}

static int compare_indices(const void *a, const void *b)
{
	const struct scoped *x = a, *y = b;

	return ORDER(x->index, y->index);
}

static int compare_places(const void *a, const void *b)
{
	const struct scoped *x = a, *y = b;
	const int sections = ORDER(x->section, y->section);
	const int addresses =
		sections != 0 ? sections : ORDER(x->addr, y->addr);

	return addresses != 0 ? addresses : ORDER(x->index, y->index);
}

static int compare_parts(const void *a, const void *b)
{
	const struct scoped *x = a, *y = b;
	const int scopes = ORDER(x->scope, y->scope);
	const int sections =
		scopes != 0 ? scopes : ORDER(x->section, y->section);

	return sections != 0 ? sections : ORDER(x->index, y->index);
}

static void sort(struct sources *s, int (*compare)(const void *, const void *))
{
	if (s->count > 0) {
		qsort(s->scoped, s->count, sizeof(*s->scoped), compare);
	}
}

/* One object has no two local symbols of one name. */
static void end_at_repetitions(struct sources *s)
{
	sort(s, compare_names);
	for (size_t i = 1; i < s->count; i++) {
		struct scoped *next = &s->scoped[i];

		if (next->scope == next[-1].scope &&
			strcmp(next->name, next[-1].name) == 0) {
			next->ended = s->repeated = true;
			next[-1].proved = next[-1].first;
		}
	}
	sort(s, compare_indices);
	for (size_t i = 1; i < s->count; i++) {
		struct scoped *next = &s->scoped[i];

		next->ended = next->ended ||
			      (next->scope == next[-1].scope && next[-1].ended);
	}
}

static void number_runs(struct sources *s)
{
	const struct scoped *last = NULL;
	size_t run = 0;

	sort(s, compare_places);
	for (size_t i = 0; i < s->count; i++) {
		struct scoped *next = &s->scoped[i];

		if (next->ended) {
			continue;
		}
		if (last == NULL || next->section != last->section ||
			next->scope != last->scope) {
			run++;
		}
		next->run = run;
		last = next;
	}
}

/* Sets the file of a scope's COUNT symbols in one section. */
static void tell_part(
	struct sources *s, const struct scoped *part, size_t count, bool strict)
{
	uint64_t least = part[0].addr;

	for (size_t i = 0; i < count; i++) {
		const struct scoped *next = &part[i];

		if (next->ended || next->run != part[0].run ||
			next->addr < least) {
			continue;
		}
		if (next->function) {
			least = next->addr;
		}
		if (strict ? next->proved : s->marked || !next->label) {
			s->names[next->index] = next->file;
		}
	}
}

/*
 * An object's part of a section is one piece, and symbols that objcopy made
 * local follow the object's own. So the first symbol of a scope in a section
 * shows where the piece is. It reaches up to a symbol of another scope. A
 * symbol that lies before the first one, or a function before the functions
 * that precede it in .symtab, may come from an earlier piece.
 */
static void tell(struct sources *s)
{
	const bool strict = s->repeated || (s->fileless && !s->marked);
	size_t first = 0;

	number_runs(s);
	sort(s, compare_parts);
	for (size_t i = 1; i <= s->count; i++) {
		if (i == s->count ||
			s->scoped[i].scope != s->scoped[first].scope ||
			s->scoped[i].section != s->scoped[first].section) {
			tell_part(s, s->scoped + first, i - first, strict);
			first = i;
		}
	}
}

struct visiting {
	const struct sources *sources;
	bool (*visit)(const struct elf_symbol *symbol, void *context,
		struct error *err);
	void *context;
	size_t index;
};

static bool visit_named(
	const struct elf_symbol *symbol, void *context, struct error *err)
{
	struct visiting *visiting = context;
	struct elf_symbol named = *symbol;

	named.source = visiting->sources->names[visiting->index++];
	return visiting->visit(&named, visiting->context, err);
}

static bool find_sources(struct sources *s, struct error *err)
{
	if (!elf_file_each_symbol(s->file, take, s, err)) {
		return false;
	}
	s->names = calloc(s->symbols + 1, sizeof(*s->names));
	if (s->names == NULL) {
		return fail(err, "out of memory");
	}
	end_at_repetitions(s);
	tell(s);
	return true;
}

bool sources_each_symbol(const struct elf_file *file,
	bool (*visit)(const struct elf_symbol *symbol, void *context,
		struct error *err),
	void *context, struct error *err)
{
	struct sources s = { .file = elf_file_with_symbols(file) };
	struct visiting visiting = {
		.sources = &s, .visit = visit, .context = context
	};
	const bool visited =
		find_sources(&s, err) &&
		elf_file_each_symbol(file, visit_named, &visiting, err);

	free(s.scoped);
	free(s.names);
	return visited;
}
