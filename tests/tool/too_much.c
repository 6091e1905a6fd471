// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * The encoder, of a command that is linked to test what it says when a list is
 * too much for a table: KSYM_TEST_STATUS is the status.
 */
#include <ksym_write.h>
#include <stdlib.h>

int ksym_write(const struct ksym_write_symbol *symbols, size_t count,
	const struct ksym_write_options *options, struct ksym_written *out)
{
	(void)symbols, (void)count, (void)options;
	*out = (struct ksym_written){ .found = 402653185, .limit = 402653184 };
	return atoi(getenv("KSYM_TEST_STATUS"));
}

void ksym_write_free(struct ksym_written *written)
{
	(void)written;
}
