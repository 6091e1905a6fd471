/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "lines/short_names.h"

#include <stdbool.h>
#include <string.h>

#define OPERATOR "operator"

/* Longer ones before those that they begin with. */
static const char *const signs[] = { "()", "!=", "==", "+=", "++", "+", "*",
	"/", "%", "&&", "&", "||", "|", "^", "[]", "~", "!", ",", "=", "<=>",
	"<<=", "<<", "<=", "<", ">>=", ">>", ">=", ">", "->*", "->", "-=", "--",
	"-" };

/* Of the sign that NAME begins with the bytes; 0: it begins with none. */
static size_t sign_length(const char *name)
{
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
		const size_t length = strlen(signs[i]);

		if (strncmp(name, signs[i], length) == 0) {
			return length;
		}
	}
	return 0;
}

/* Whether a name's arguments may follow that byte: closures end in a brace. */
static bool is_word(char c)
{
	return c == '_' || c == '}' || (c >= '0' && c <= '9') ||
	       (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c & 0x80) != 0;
}

/* Whether the word before END is operator. */
static bool is_operator(const char *begin, const char *end)
{
	const size_t length = sizeof(OPERATOR) - 1;
	const size_t size = (size_t)(end - begin);

	return size >= length && memcmp(end - length, OPERATOR, length) == 0 &&
	       (size == length || !is_word(begin[size - length - 1]));
}

/* What follows the arguments that NAME begins with; NULL: they do not end. */
static const char *skip_arguments(const char *name)
{
	size_t depth = 1;

	for (name++; *name != '\0'; name++) {
		if (*name == '<') {
			depth++;
		} else if (*name == '>' && name[-1] != '-') {
			depth--;
		}
		if (depth == 0) {
			return name + 1;
		}
	}
	return NULL;
}

size_t short_name(const char *name, char *out)
{
	char *end = out;

	while (*name != '\0') {
		const bool operates = is_operator(out, end);
		const size_t sign = operates ? sign_length(name) : 0;
		const char *behind = NULL;

		memcpy(end, name, sign);
		end += sign;
		name += sign;
		/* A space keeps the sign < apart from arguments. */
		name += sign > 0 && name[0] == ' ' && name[1] == '<';
		if (*name == '<' && end > out &&
			(is_word(end[-1]) || operates)) {
			behind = skip_arguments(name);
			if (behind == NULL) {
				break;
			}
			name = behind;
		} else if (*name != '\0') {
			*end++ = *name++;
		}
	}
	memcpy(end, name, strlen(name) + 1);
	return (size_t)(end - out) + strlen(name) + 1;
}
