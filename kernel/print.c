/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <kernel/print.h>

#include <stdbool.h>
#include <stdint.h>

#include <kernel/console.h>
#include <kernel/string.h>

/* Where text goes: to the console, or to a buffer that cuts it. */
struct sink {
	void (*put)(struct sink *sink, char c);
	char *buffer;
	size_t size;
	size_t length; /* characters so far, with those that were cut */
};

/* A conversion specification, `%-08lx`. */
struct spec {
	bool left;
	bool zero;
	size_t width;
	size_t precision;
	bool is_64_bit;
	char conversion;
};

static void put_to_console(struct sink *sink, char c)
{
	sink->length++;
	console_write_char(c);
}

static void put_to_buffer(struct sink *sink, char c)
{
	if (sink->length + 1 < sink->size) {
		sink->buffer[sink->length] = c;
	}
	sink->length++;
}

static void put_fill(struct sink *sink, char c, size_t count)
{
	while (count-- > 0) {
		sink->put(sink, c);
	}
}

static void put_text(struct sink *sink, const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		sink->put(sink, text[i]);
	}
}

/* Puts prefix and text. Fills to the width: between them with zeros, or on
 * either side with spaces. */
static void put_field(struct sink *sink, const struct spec *spec,
	const char *prefix, const char *text, size_t length)
{
	const size_t prefix_length = strnlen(prefix, 2);
	const size_t total = prefix_length + length;
	const size_t fill = spec->width > total ? spec->width - total : 0;

	put_fill(sink, ' ', spec->left || spec->zero ? 0 : fill);
	put_text(sink, prefix, prefix_length);
	put_fill(sink, '0', spec->zero ? fill : 0);
	put_text(sink, text, length);
	put_fill(sink, ' ', spec->left ? fill : 0);
}

static void put_number(struct sink *sink, const struct spec *spec,
	const char *prefix, uint64_t value)
{
	const unsigned int base =
		spec->conversion == 'u' || spec->conversion == 'd' ? 10 : 16;
	const char *const digits = spec->conversion == 'X' ? "0123456789ABCDEF"
							   : "0123456789abcdef";
	char text[20]; /* the digits of 2^64 - 1 */
	size_t start = sizeof(text);

	do {
		text[--start] = digits[value % base];
		value /= base;
	} while (value != 0);
	put_field(sink, spec, prefix, &text[start], sizeof(text) - start);
}

static void put_signed(
	struct sink *sink, const struct spec *spec, int64_t value)
{
	if (value < 0) {
		put_number(sink, spec, "-", -(uint64_t)value);
	} else {
		put_number(sink, spec, "", (uint64_t)value);
	}
}

static void put_string(
	struct sink *sink, const struct spec *spec, const char *text)
{
	if (text == NULL) {
		text = "(null)";
	}
	put_field(sink, spec, "", text, strnlen(text, spec->precision));
}

static void put_pointer(
	struct sink *sink, struct spec spec, const void *pointer)
{
	if (spec.width == 0) {
		spec.width = 2 + 2 * sizeof(pointer);
		spec.zero = true;
	}
	put_number(sink, &spec, "0x", (uintptr_t)pointer);
}

/* A number or `*` at *formatp, which moves behind it. */
static size_t read_count(const char **formatp, va_list *argsp)
{
	size_t count = 0;

	if (**formatp == '*') {
		const int value = va_arg(*argsp, int);

		(*formatp)++;
		return value < 0 ? 0 : (size_t)value;
	}
	for (; **formatp >= '0' && **formatp <= '9'; (*formatp)++) {
		count = count * 10 + (size_t)(**formatp - '0');
	}
	return count;
}

/* Reads what follows a `%`; returns the text behind the specification. */
static const char *read_spec(
	const char *format, va_list *argsp, struct spec *specp)
{
	*specp = (struct spec){ .precision = SIZE_MAX };
	for (; *format == '-' || *format == '0'; format++) {
		if (*format == '-') {
			specp->left = true;
		} else {
			specp->zero = true;
		}
	}
	specp->width = read_count(&format, argsp);
	if (*format == '.') {
		format++;
		specp->precision = read_count(&format, argsp);
	}
	for (; *format == 'l' || *format == 'z'; format++) {
		specp->is_64_bit = true;
	}
	if (specp->left) {
		specp->zero = false;
	}
	specp->conversion = *format == 'i' ? 'd' : *format;
	return *format == '\0' ? format : format + 1;
}

/* Prints one conversion; returns false if it is unknown. */
static bool put_conversion(
	struct sink *sink, const struct spec *spec, va_list *argsp)
{
	char c;

	switch (spec->conversion) {
	case 'c':
		c = (char)va_arg(*argsp, int);
		put_field(sink, spec, "", &c, 1);
		return true;
	case 'd':
		put_signed(sink, spec,
			spec->is_64_bit ? va_arg(*argsp, int64_t)
					: va_arg(*argsp, int));
		return true;
	case 'u':
	case 'x':
	case 'X':
		put_number(sink, spec, "",
			spec->is_64_bit ? va_arg(*argsp, uint64_t)
					: va_arg(*argsp, unsigned int));
		return true;
	case 's':
		put_string(sink, spec, va_arg(*argsp, const char *));
		return true;
	case 'p':
		put_pointer(sink, *spec, va_arg(*argsp, const void *));
		return true;
	case '%':
		sink->put(sink, '%');
		return true;
	default:
		return false;
	}
}

static void format_to(struct sink *sink, const char *format, va_list *argsp)
{
	while (*format != '\0') {
		const char *const start = format;
		struct spec spec;

		if (*format++ != '%') {
			sink->put(sink, *start);
			continue;
		}
		format = read_spec(format, argsp, &spec);
		if (!put_conversion(sink, &spec, argsp)) {
			put_text(sink, start, (size_t)(format - start));
		}
	}
}

void vprint(const char *format, va_list args)
{
	struct sink sink = { .put = put_to_console };
	va_list copy;

	/* A va_list may be an array type: args is a pointer then, and &args is
	 * no va_list *. */
	va_copy(copy, args);
	format_to(&sink, format, &copy);
	va_end(copy);
}

void print(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vprint(format, args);
	va_end(args);
}

size_t format_text(char *buffer, size_t size, const char *format, ...)
{
	struct sink sink = { put_to_buffer, buffer, size, 0 };
	va_list args;

	va_start(args, format);
	format_to(&sink, format, &args);
	va_end(args);
	if (size > 0) {
		buffer[sink.length < size ? sink.length : size - 1] = '\0';
	}
	return sink.length;
}
