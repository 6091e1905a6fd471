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

/* The expressions, compiled; one that is not asked for is not used. */
struct patterns {
	bool includes, excludes;
	regex_t include, exclude;
};

static bool is_asked_for(const struct patterns *patterns, const char *name,
	bool *askedp, struct error *err)
{
	bool included = true, excluded = false;

	if ((patterns->includes &&
		    !match(&patterns->include, name, &included, err)) ||
		(patterns->excludes &&
			!match(&patterns->exclude, name, &excluded, err))) {
		return false;
	}
	*askedp = included && !excluded;
	return true;
}

static bool filter(struct symbol_list *list, const struct patterns *patterns,
	struct error *err)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->count; i++) {
		const struct symbol *symbol = &list->symbols[i];
		bool asked;

		if (!is_asked_for(patterns, symbol->name, &asked, err)) {
			return false;
		}
		if (asked) {
			list->symbols[kept++] = *symbol;
		}
	}
	list->count = kept;
	return true;
}

bool patterns_filter(struct symbol_list *list, const char *include,
	const char *exclude, struct error *err)
{
	struct patterns patterns = { .includes = include != NULL,
		.excludes = exclude != NULL };
	bool done;

	if (!compile(&patterns.include, include, "--include", err)) {
		return false;
	}
	if (!compile(&patterns.exclude, exclude, "--exclude", err)) {
		regfree(&patterns.include);
		return false;
	}
	done = filter(list, &patterns, err);
	regfree(&patterns.include);
	regfree(&patterns.exclude);
	return done;
}
