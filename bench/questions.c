/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "questions.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t ask_nothing(
	const struct ksym_table *t, const struct probe *probe)
{
	(void)t;
	return probe->addr;
}

static uint64_t ask_symbol(
	const struct ksym_table *t, const struct probe *probe)
{
	struct ksym_symbol symbol;

	return ksym_lookup(t, probe->addr, &symbol) == 0 ? symbol.index : 0;
}

static uint64_t ask_name(const struct ksym_table *t, const struct probe *probe)
{
	static char name[65536];
	struct ksym_symbol symbol;

	return ksym_lookup(t, probe->addr, &symbol) == 0
		       ? (uint64_t)ksym_name(t, &symbol, name, sizeof(name))
		       : 0;
}

static uint64_t ask_find(const struct ksym_table *t, const struct probe *probe)
{
	struct ksym_symbol symbol;

	return ksym_find(t, probe->name, &symbol) == 0 ? symbol.addr : 0;
}

question *question_of(const char *name)
{
	static const struct {
		const char *name;
		question *ask;
	} questions[] = {
		{ "nothing", ask_nothing },
		{ "symbol", ask_symbol },
		{ "name", ask_name },
		{ "find", ask_find },
	};

	for (size_t i = 0; i < sizeof(questions) / sizeof(*questions); i++) {
		if (strcmp(name, questions[i].name) == 0) {
			return questions[i].ask;
		}
	}
	errx(2, "%s: expected nothing, symbol, name or find", name);
}

static struct probe read_probe(const char *path, char *line)
{
	struct probe probe = { .item = NOBODY };
	char *end;

	probe.addr = strtoull(line, &end, 16);
	end[strcspn(end, "\n")] = '\0';
	if (end == line || *end != ' ') {
		errx(1, "%s: '%s': expected `ADDR NAME`", path, line);
	}
	probe.name = strdup(end + 1);
	if (probe.name == NULL) {
		err(1, "%s", path);
	}
	return probe;
}

void questions_read(const char *path, struct probes *probes)
{
	FILE *lines = fopen(path, "r");
	char *line = NULL;
	size_t room = 0;
	uint32_t most = 0;

	*probes = (struct probes){ 0 };
	if (lines == NULL) {
		err(1, "%s", path);
	}
	while (getline(&line, &room, lines) > 0) {
		if (probes->count == most) {
			most = most > 0 ? 2 * most : 1024;
			probes->probes = reallocarray(
				probes->probes, most, sizeof(*probes->probes));
			if (probes->probes == NULL) {
				err(1, "%s", path);
			}
		}
		probes->probes[probes->count++] = read_probe(path, line);
	}
	free(line);
	(void)fclose(lines);
}

__attribute__((noinline)) uint64_t questions_ask(
	question *ask, const struct ksym_table *t, const struct probes *probes)
{
	uint64_t sum = 0;

	for (uint32_t i = 0; i < probes->count; i++) {
		sum += ask(t, &probes->probes[i]);
	}
	return sum;
}
