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
#include "frames.h"
#include "input.h"
#include "query.h"
#include "report.h"
#include "say.h"
#include "stated.h"

/* A log on its way through. */
struct session {
	struct query query;
	const char *log;              /* its name, for messages */
	bool warned;                  /* that the log is of another build */
	struct stated_symbols stated; /* with --lines */
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

static bool append_inlined(
	struct buffer *text, const struct table_frame *frame, struct error *err)
{
	static const char by[] = " (inlined by) ";

	return report_append_name(text, frame->function, err) &&
	       buffer_append(text, " ", 1, err) &&
	       frames_append_place(text, frame, err) &&
	       buffer_append(text, by, strlen(by), err);
}

static bool append_lines(void *context, uint64_t addr, struct buffer *inlined,
	struct buffer *place, struct error *err)
{
	const struct session *session = context;
	struct table_frame frame;
	bool done = true;

	query_begin_frames(&session->query, addr);
	while (done && query_next_frame(&session->query, &frame)) {
		if (frame.function != NULL) {
			done = append_inlined(inlined, &frame, err);
		} else if (frame.file != NULL || inlined->size > 0) {
			done = frames_append_place(place, &frame, err);
		}
	}
	return done;
}

static bool locate(void *context, const char *name, size_t length,
	uint64_t offset, uint64_t size, uint64_t *addrp)
{
	const struct session *session = context;

	if (!session->query.names || offset > size ||
		!stated_find(&session->stated, name, length, size, addrp)) {
		return false;
	}
	*addrp += offset + session->query.bias;
	return true;
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
		say_note(
			"%s: line %" PRIu64
			": build id %.*s, the table has %s: its addresses are not named",
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

static bool decode_log(
	struct session *session, FILE *stream, bool lines, struct error *err)
{
	struct decode *decode = calloc(1, sizeof(*decode));
	bool done;

	if (decode == NULL) {
		return fail(err, "out of memory");
	}
	decode->source = (struct decode_source){ .name = append_name,
		.lines = lines ? append_lines : NULL,
		.locate = locate,
		.is_build = is_build,
		.context = session };
	if (say_in_color(stdout)) {
		decode->source.begin = SAY_NAME;
		decode->source.end = SAY_END;
	}
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
	       (!options->lines ||
		       stated_make(&session.stated, &input->table, err)) &&
	       decode_log(&session, stream, options->lines, err);
	stated_free(&session.stated);
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
		"\nCopies LOG, or standard input, and behind each address of code adds its name:\n"
		"`0x80001118` becomes `0x80001118 (kernel_init+0x10)`. An address is a word of 0x\n"
		"and digits, of 16 digits, or of 8 with a letter; 8 decimal digits are one in\n"
		"brackets or behind the name of a register. What has its name already, offsets,\n"
		"hex dumps and all else are left as they are. For an ELF without a table its\n"
		"symbols answer; those of --map or --debug-file do instead of a table. With --lines\n"
		"it becomes `(kernel_init+0x10 init.c:27)`, what is inlined there first:\n"
		"`(checksum sum.c:30 (inlined by) packet_length+0xc packet.c:21)`; an address that\n"
		"has its name gets the lines alone, and so does NAME+0xOFF/0xSIZE, as Linux has it.\n",
	.options = TAKES(OPTION_SECTION) | TAKES(OPTION_LINES) |
		   TAKES(OPTION_MAP) | TAKES(OPTION_DEBUG_FILE) |
		   TAKES(OPTION_BIAS) | TAKES(OPTION_RETURN) |
		   TAKES(OPTION_COLOR),
	.stands_in = true,
	.most = 1,
	.read = read_table,
};
