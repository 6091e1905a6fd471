/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* All that writes the names, with the setting that gives the smallest result. */
#ifndef KSYM_WRITE_DICTIONARY_H
#define KSYM_WRITE_DICTIONARY_H

#include <stdbool.h>

#include "names/text.h"
#include "names/vocabulary.h"
#include "team.h"

struct dictionary {
	struct phrase_set set;
	struct parse parse;
	struct vocabulary vocabulary;
	struct phrase_text text;
};

/* TEAM's threads work, and tell how far they are, of what is expected besides;
 * dictionary_free after, also of an error. */
bool dictionary_choose(const struct names *names, struct team *team,
	struct dictionary *dictionary, struct failure *err);
void dictionary_free(struct dictionary *dictionary);

#endif
