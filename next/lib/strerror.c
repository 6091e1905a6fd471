/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <ksym.h>

const char *ksym_strerror(int err)
{
	switch (err) {
	case -KSYM_ERR_NOT_FOUND:
		return "no such symbol";
	case -KSYM_ERR_EMPTY:
		return "the place of the table is empty";
	case -KSYM_ERR_MAGIC:
		return "not a table of symbols";
	case -KSYM_ERR_VERSION:
		return "the table needs a later version of the reader";
	case -KSYM_ERR_TRUNCATED:
		return "the table is cut short";
	case -KSYM_ERR_CORRUPT:
		return "the table contradicts itself";
	case -KSYM_ERR_CHECKSUM:
		return "the table is not as it was written";
	default:
		return "no error";
	}
}
