/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "demangle_list.h"

#include <stdint.h>
#include <stdlib.h>

#include "demangle.h"
#include "demangle_process.h"

/* Source forms of all names of a list together. */
#define MOST_BYTES ((size_t)1 << 30)

/* After this many names that end a process, the rest stay mangled. */
#define MOST_FAILURES 16

struct demangling {
	struct symbol_list *list;
	struct name_losses *losses;
	struct source_form *form; /* the last one read */
	size_t next;              /* the first symbol without an answer */
	size_t bytes;             /* of all forms so far */
};

static void keep(struct lost_names *kept, const struct symbol *symbol)
{
	if (kept->count++ == 0) {
		kept->first = symbol->name;
	}
}

/* Moves on to a name that may be mangled, if there is one. */
static bool find_next(struct demangling *d)
{
	while (d->next < d->list->count &&
		!demangle_may(d->list->symbols[d->next].name)) {
		d->next++;
	}
	return d->next < d->list->count;
}

static bool take(struct demangling *d, enum demangled result, struct error *err)
{
	struct symbol *symbol = &d->list->symbols[d->next++];

	switch (result) {
	case DEMANGLED:
		d->bytes += d->form->length;
		symbol->name = symbol_list_name(
			d->list, d->form->bytes, d->form->length);
		return symbol->name != NULL || fail(err, "out of memory");
	case DEMANGLED_NOT:
		return true;
	case DEMANGLED_TOO_LONG:
		keep(&d->losses->too_long, symbol);
		return true;
	case DEMANGLED_COSTLY:
		keep(&d->losses->costly, symbol);
		return true;
	default:
		return fail(err, "out of memory");
	}
}

/* Takes answers while there are any and their sum is within bounds. */
static bool take_all(struct demangling *d, struct demangle_process *process,
	struct error *err)
{
	enum demangled result;

	while (find_next(d) && d->bytes <= MOST_BYTES &&
		demangle_process_read(process, d->form, &result)) {
		if (!take(d, result, err)) {
			return false;
		}
	}
	return true;
}

/*
 * KNOWN describes the name at which the last process ended, and then this
 * one's.
 */
static bool run_process(
	struct demangling *d, struct known_answer *known, struct error *err)
{
	struct demangle_process process;
	struct error ignored;
	bool taken;

	if (!demangle_process_start(&process, d->list, d->next, known, err)) {
		return false;
	}
	taken = take_all(d, &process, err);
	if (!demangle_process_end(&process, known, taken ? err : &ignored) ||
		!taken) {
		return false;
	}
	/* A process that blames no name has answered for all of them. */
	return known->symbol != SIZE_MAX || known->result != DEMANGLED_NOT ||
	       !find_next(d) || d->bytes > MOST_BYTES ||
	       fail(err, "the process that demangles names returned too few");
}

static bool run_processes(struct demangling *d, struct error *err)
{
	struct known_answer known = { .symbol = SIZE_MAX };
	int failures = 0;

	while (find_next(d)) {
		if (!run_process(d, &known, err)) {
			return false;
		}
		failures += known.result == DEMANGLED_COSTLY;
		if (known.symbol == SIZE_MAX || failures > MOST_FAILURES ||
			d->bytes > MOST_BYTES) {
			break;
		}
	}
	while (find_next(d)) {
		keep(&d->losses->costly, &d->list->symbols[d->next++]);
	}
	return true;
}

/* Without a demangler names are as they are to be if none of them is mangled. */
static bool fail_mangled(const struct symbol_list *list, struct error *err)
{
	for (size_t i = 0; i < list->count; i++) {
		const char *name = list->symbols[i].name;

		if (demangle_likely(name)) {
			return fail(err,
				"'%.64s' is mangled, and this ksym was built without libiberty: expected --names mangled",
				name);
		}
	}
	return true;
}

bool demangle_list(
	struct symbol_list *list, struct name_losses *losses, struct error *err)
{
	struct demangling d = { .list = list, .losses = losses };
	bool done;

	if (demangler_languages[0] == NULL) {
		return fail_mangled(list, err);
	}
	d.form = malloc(sizeof(*d.form));
	done = d.form != NULL ? run_processes(&d, err)
			      : fail(err, "out of memory");
	free(d.form);
	return done;
}
