/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "questions.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ours.h"

static uint64_t ask_nothing(
	const void *self, const struct probe *probe, const struct text *text)
{
	(void)self;
	(void)text;
	return probe->addr;
}

question *question_of(const char *name)
{
	static const struct {
		const char *name;
		question *ask;
	} questions[] = {
		{ "nothing", ask_nothing },
		{ "symbol", ours_symbol },
		{ "name", ours_name },
		{ "find", ours_address },
		{ "lines", ours_lines },
	};

	for (size_t i = 0; i < sizeof(questions) / sizeof(*questions); i++) {
		if (strcmp(name, questions[i].name) == 0) {
			return questions[i].ask;
		}
	}
	errx(2, "%s: expected nothing, symbol, name, find or lines", name);
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
	static char name[65536];
	const struct text text = { name, sizeof(name) };
	uint64_t sum = 0;

	for (uint32_t i = 0; i < probes->count; i++) {
		sum += ask(t, &probes->probes[i], &text);
	}
	return sum;
}
