/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "patterns.h"

#include <errno.h>
#include <regex.h>

#include "pattern_cost.h"

/* Compiles ERE, if there is one. An error names the option. */
static bool compile(
	regex_t *regex, const char *ere, const char *option, struct error *err)
{
	const char *pattern = ere != NULL ? ere : "";
	const char *objection = pattern_objection(pattern);
	char text[128];
	int status;

	if (objection != NULL) {
		return fail_usage(
			err, "%s '%.64s': %s", option, pattern, objection);
	}
	status = regcomp(regex, pattern, REG_EXTENDED | REG_NOSUB);
	if (status == REG_ESPACE) {
		return fail(err, "out of memory");
	}
	if (status != 0) {
		(void)regerror(status, regex, text, sizeof(text));
		return fail_usage(err, "%s '%.64s': %s", option, pattern, text);
	}
	return true;
}

static bool match(const regex_t *regex, const char *name, bool *matchesp,
	struct error *err)
{
	/* glibc has one answer for "no match" and "no memory". */
	errno = 0;
	*matchesp = regexec(regex, name, 0, NULL, 0) == 0;
	return *matchesp || errno != ENOMEM || fail(err, "out of memory");
}

static bool is_selected(const struct symbol *symbol,
	const struct selection *selection, const regex_t *include,
	const regex_t *exclude, bool *selectedp, struct error *err)
{
	bool included = true, excluded = false;

	if ((selection->include != NULL &&
		    !match(include, symbol->name, &included, err)) ||
		(selection->exclude != NULL &&
			!match(exclude, symbol->name, &excluded, err))) {
		return false;
	}
	*selectedp =
		included && !excluded &&
		(!selection->functions_only || selection_is_function(symbol)) &&
		(!selection->globals_only || selection_is_global(symbol));
	return true;
}

static bool filter(struct symbol_list *list, const struct selection *selection,
	const regex_t *include, const regex_t *exclude, struct error *err)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->count; i++) {
		const struct symbol *symbol = &list->symbols[i];
		bool selected;

		if (!is_selected(symbol, selection, include, exclude, &selected,
			    err)) {
			return false;
		}
		if (selected) {
			list->symbols[kept++] = *symbol;
		}
	}
	list->count = kept;
	return true;
}

bool patterns_filter(struct symbol_list *list,
	const struct selection *selection, struct error *err)
{
	regex_t include, exclude;
	bool done;

	if (!compile(&include, selection->include, "--include", err)) {
		return false;
	}
	if (!compile(&exclude, selection->exclude, "--exclude", err)) {
		regfree(&include);
		return false;
	}
	done = filter(list, selection, &include, &exclude, err);
	regfree(&include);
	regfree(&exclude);
	return done;
}
