#include "compact.h"
bool compact_encode(const struct symbol_list *list,
	const struct compact_options *options, struct buffer *out,
	struct error *err)
{
	(void)list;
	(void)options;
	(void)out;
	return fail(err, "no encoder yet");
}
