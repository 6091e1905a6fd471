/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <ksym_write.h>

const char *ksym_write_strerror(int status)
{
	/* By the number behind the minus. */
	static const char *const sentences[] = {
		[-KSYM_WRITE_OK] = "no error",
		[-KSYM_WRITE_MEMORY] = "out of memory",
		[-KSYM_WRITE_COUNT] = "more symbols than a table can hold",
		[-KSYM_WRITE_SIZE] = "the table would be too large",
		[-KSYM_WRITE_PHRASES] =
			"the names share too many phrases or bytes",
		[-KSYM_WRITE_INDEX] = "no by-name index found for the names",
		[-KSYM_WRITE_OPTIONS] =
			"an option has a value that is not known",
		[-KSYM_WRITE_ID] = "the build id is NULL or too long",
		[-KSYM_WRITE_NAME] = "a symbol has no name",
		[-KSYM_WRITE_LENGTH] = "a symbol's name is too long",
		[-KSYM_WRITE_TYPE] = "a symbol's type is not known",
		[-KSYM_WRITE_FLAGS] = "a symbol has a flag that is not known",
		[-KSYM_WRITE_RANGE] =
			"a symbol reaches beyond the last address",
		[-KSYM_WRITE_ORDER] = "the symbols are not in order",
		[-KSYM_WRITE_LINES] =
			"the lines are NULL, or more than a table can hold",
		[-KSYM_WRITE_ROW] = "a row of the lines is wrong",
		[-KSYM_WRITE_CALL] = "a call of the lines is wrong",
		[-KSYM_WRITE_FUNCTION] = "a function of the lines is wrong",
		[-KSYM_WRITE_FILE] = "a path of the lines is wrong",
		[-KSYM_WRITE_RETURN] = "the return addresses are not in order",
		[-KSYM_WRITE_DESCRIBED] =
			"the ranges of described code are not in order",
	};
	const int count = sizeof(sentences) / sizeof(sentences[0]);

	return status <= 0 && status > -count ? sentences[-status]
					      : "unknown error";
}
