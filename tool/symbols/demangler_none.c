/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "demangler.h"

const char demangler_name[] = "none";

demangler_language *const demangler_languages[] = { NULL };
