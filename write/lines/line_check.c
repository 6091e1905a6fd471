/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <ksym_format.h>
#include <string.h>

#include "lines/lines.h"

/* Whether INDEX, of item I, is one of COUNT. */
static bool check_index(
	uint32_t index, size_t count, int status, size_t i, struct failure *err)
{
	return index < count || fail(err, status, .symbol = i, .found = index,
					.limit = count > 0 ? count - 1 : 0);
}

/* The same, or of none. */
static bool check_any(
	uint32_t index, size_t count, int status, size_t i, struct failure *err)
{
	return index == KSYM_WRITE_NONE ||
	       check_index(index, count, status, i, err);
}

static bool check_name(
	const char *name, int status, size_t i, struct failure *err)
{
	const size_t length = name != NULL ? strlen(name) : 0;

	return length <= KSYM_NAME_MAX ||
	       fail(err, status, .symbol = i, .found = length,
		       .limit = KSYM_NAME_MAX);
}

static bool check_counts(
	const struct ksym_write_lines *given, struct failure *err)
{
	const struct {
		const void *items;
		size_t count;
	} arrays[] = {
		{ given->rows, given->row_count },
		{ given->calls, given->call_count },
		{ given->functions, given->function_count },
		{ given->files, given->file_count },
		{ given->returns, given->return_count },
		{ given->described, given->described_count },
	};

	for (size_t i = 0; i < sizeof(arrays) / sizeof(arrays[0]); i++) {
		if (arrays[i].count > KSYM_SIZE_MAX) {
			return fail(err, KSYM_WRITE_LINES,
				.found = arrays[i].count,
				.limit = KSYM_SIZE_MAX);
		}
		if (arrays[i].count > 0 && arrays[i].items == NULL) {
			return fail(err, KSYM_WRITE_LINES,
				.found = arrays[i].count);
		}
	}
	return true;
}

static bool check_rows(
	const struct ksym_write_lines *given, struct failure *err)
{
	for (size_t i = 0; i < given->row_count; i++) {
		const struct ksym_write_row *row = &given->rows[i];

		if (i > 0 && row->addr <= row[-1].addr) {
			return fail(err, KSYM_WRITE_ROW, .symbol = i,
				.found = row->addr);
		}
		if (!check_any(row->call, given->call_count, KSYM_WRITE_ROW, i,
			    err) ||
			!check_any(row->file, given->file_count, KSYM_WRITE_ROW,
				i, err)) {
			return false;
		}
	}
	return true;
}

static bool check_calls(
	const struct ksym_write_lines *given, struct failure *err)
{
	for (size_t i = 0; i < given->call_count; i++) {
		const struct ksym_write_call *call = &given->calls[i];

		if (!check_any(call->parent, i, KSYM_WRITE_CALL, i, err) ||
			!check_index(call->function, given->function_count,
				KSYM_WRITE_CALL, i, err) ||
			!check_any(call->file, given->file_count,
				KSYM_WRITE_CALL, i, err)) {
			return false;
		}
	}
	return true;
}

static bool check_functions(
	const struct ksym_write_lines *given, struct failure *err)
{
	for (size_t i = 0; i < given->function_count; i++) {
		const struct ksym_write_function *function =
			&given->functions[i];

		if (!check_name(function->name, KSYM_WRITE_FUNCTION, i, err) ||
			!check_name(function->linkage, KSYM_WRITE_FUNCTION, i,
				err) ||
			!check_any(function->file, given->file_count,
				KSYM_WRITE_FUNCTION, i, err)) {
			return false;
		}
	}
	return true;
}

static bool check_files(
	const struct ksym_write_lines *given, struct failure *err)
{
	for (size_t i = 0; i < given->file_count; i++) {
		if (given->files[i] == NULL) {
			return fail(err, KSYM_WRITE_FILE, .symbol = i);
		}
		if (!check_name(given->files[i], KSYM_WRITE_FILE, i, err)) {
			return false;
		}
	}
	return true;
}

static bool check_returns(
	const struct ksym_write_lines *given, struct failure *err)
{
	for (size_t i = 1; i < given->return_count; i++) {
		if (given->returns[i] <= given->returns[i - 1]) {
			return fail(err, KSYM_WRITE_RETURN, .symbol = i,
				.found = given->returns[i]);
		}
	}
	for (size_t i = 0; i < given->described_count; i++) {
		const struct ksym_write_range *range = &given->described[i];

		if (range->begin >= range->end ||
			(i > 0 && range->begin < range[-1].end)) {
			return fail(err, KSYM_WRITE_DESCRIBED, .symbol = i,
				.found = range->begin);
		}
	}
	return true;
}

bool lines_check(const struct ksym_write_lines *given, struct failure *err)
{
	return given == NULL ||
	       (check_counts(given, err) && check_rows(given, err) &&
		       check_calls(given, err) && check_functions(given, err) &&
		       check_files(given, err) && check_returns(given, err));
}
