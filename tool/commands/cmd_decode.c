/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <errno.h>
#include <inttypes.h>
#include <ksym.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/buffer.h"
#include "command.h"
#include "decode/decode.h"
#include "filter.h"
#include "input.h"
#include "query.h"
#include "report.h"

/* A log on its way through. */
struct session {
	struct query query;
	const char *log; /* its name, for messages */
	bool warned;     /* that the log is of another build */
};

/* The symbol behind an address of code. Flat tables do not say what is code. */
static bool find_code(const struct query *query, uint64_t addr,
	struct symbol *symbolp, uint64_t *offsetp)
{
	return query_owner(query, addr, symbolp, offsetp) &&
	       (!query->table->format->typed || symbolp->type == KSYM_FUNC ||
		       (symbolp->flags & KSYM_INFERRED) != 0);
}

static bool append_name(
	void *context, uint64_t addr, struct buffer *text, struct error *err)
{
	const struct session *session = context;
	char number[sizeof("+0x0123456789abcdef")];
	struct symbol symbol;
	uint64_t offset;

	if (!find_code(&session->query, addr, &symbol, &offset)) {
		return true;
	}
	(void)snprintf(number, sizeof(number), "+0x%" PRIx64, offset);
	return report_append_name(text, symbol.name, err) &&
	       buffer_append(text, number, strlen(number), err);
}

/* One that the log cuts is taken for ours as far as it goes. */
static bool is_build(
	void *context, const char *digits, size_t count, uint64_t line)
{
	struct session *session = context;
	char own[ORIGIN_ID];
	size_t length;

	origin_id(&session->query.origin, own);
	length = strlen(own);
	if (strncasecmp(own, digits, count < length ? count : length) == 0) {
		return true;
	}
	if (!session->warned) {
		fprintf(stderr,
			"ksym: %s: line %" PRIu64
			": build id %.*s, the table has %s: its addresses are not named\n",
			session->log, line, (int)count, digits, own);
	}
	session->warned = true;
	return false;
}

/* Hands over what is decoded; it goes out before more is waited for. */
static void print(struct decode *decode)
{
	if (decode->out.size > 0) {
		(void)fwrite(decode->out.data, 1, decode->out.size, stdout);
		decode->out.size = 0;
	}
}

static bool decode_all(
	struct decode *decode, int fd, const char *name, struct error *err)
{
	char chunk[FILTER_CHUNK];
	size_t size = 0;
	bool done;

	do {
		done = filter_read(fd, name, chunk, &size, err) &&
		       decode_feed(decode, chunk, size, err);
		print(decode);
	} while (done && size > 0);
	/* What is held comes out after a failure too: it was read. */
	done = decode_end(decode, err) && done;
	print(decode);
	return done;
}

static bool decode_log(struct session *session, FILE *stream, struct error *err)
{
	struct decode *decode = calloc(1, sizeof(*decode));
	bool done;

	if (decode == NULL) {
		return fail(err, "out of memory");
	}
	decode->source = (struct decode_source){
		.name = append_name, .is_build = is_build, .context = session
	};
	done = decode_all(decode, fileno(stream), session->log, err);
	decode_free(decode);
	free(decode);
	return done;
}

static bool read_table(const struct options *options, const struct input *input,
	struct error *err)
{
	const char *path =
		options->operand_count > 0 ? options->operands[0] : "-";
	const bool standard = strcmp(path, "-") == 0;
	struct session session = { .log = standard ? "standard input" : path };
	FILE *stream = standard ? stdin : fopen(path, "rb");
	bool done;

	if (stream == NULL) {
		return fail(err, "%s: %s", path, strerror(errno));
	}
	done = query_begin(&session.query, input, options, err) &&
	       decode_log(&session, stream, err);
	if (!standard) {
		(void)fclose(stream);
	}
	return done;
}

const struct command cmd_decode = {
	.name = "decode",
	.operands = "ELF|TABLE [LOG]",
	.summary = "adds names to the addresses in a log",
	.details =
		"\nCopies LOG, or standard input, and adds the name after each address of code:\n"
		"`0x80001118` becomes `0x80001118 (kernel_init+0x10)`. An address is 0x and\n"
		"digits, 16 digits, or 8 digits with a letter among them. 8 decimal digits are\n"
		"an address only in brackets or after the name of a register. Named addresses,\n"
		"offsets, hex dumps and everything else stay the same.\n",
	.options = "sBr",
	.most = 1,
	.read = read_table,
};
