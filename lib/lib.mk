# SPDX-License-Identifier: MIT OR Apache-2.0
#
# build/libksym.a, and the two files that a kernel copies in instead, or four with
# the walker.

LIB_CFLAGS := -std=c11 -O2 -g -ffreestanding $(WARNINGS) -Wconversion \
	-Ilib/include -Ilib -ffunction-sections -ffile-prefix-map=$(CURDIR)=.
LIB_SOURCES := $(addprefix lib/,open.c lookup.c call.c small.c name.c format.c find.c lines.c rows.c frames.c \
	build_id.c check.c strerror.c)
# An object of its own: a kernel that has another way to walk does not grow.
LIB_WALK_SOURCES := lib/walk.c
LIB_OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(LIB_SOURCES) $(LIB_WALK_SOURCES))

# A stack protector, for which distributions' CFLAGS ask, calls what a kernel may
# not have.
$(BUILD)/lib/%.o: lib/%.c
	@mkdir -p $(@D)
	@echo "  CC      $@"
	$(Q)$(CC) $(CPPFLAGS) $(LIB_CFLAGS) $(CFLAGS) -fno-stack-protector -MMD -MP -c -o $@ $<

$(BUILD)/libksym.a: $(LIB_OBJECTS)
	@echo "  AR      $@"
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $^

-include $(LIB_OBJECTS:.o=.d)

all: $(BUILD)/libksym.a

DIST_FILES := $(addprefix $(BUILD)/dist/,ksym.h ksym.c ksym_walk.h ksym_walk.c)

.PHONY: dist
dist: $(DIST_FILES) ## the library as ksym.h and ksym.c, and ksym_walk.h and .c, in build/dist

$(BUILD)/dist/%.h: lib/include/%.h
	@mkdir -p $(@D)
	$(Q)cp $< $@

$(BUILD)/dist/ksym_walk.c: lib/walk.c
	@mkdir -p $(@D)
	$(Q)sed 's/<ksym_walk.h>/"ksym_walk.h"/' $< >$@

# The headers that ksym.c would include stand in it once, at its head.
$(BUILD)/dist/ksym.c: $(BUILD)/dist/ksym.h lib/include/ksym_format.h lib/table.h $(LIB_SOURCES) Makefile
	@mkdir -p $(@D)
	@echo "  DIST    $@"
	$(Q){ printf '/* SPDX-License-Identifier: MIT OR Apache-2.0 */\n'; \
	printf '/* libksym $(VERSION) in one file. */\n#include "ksym.h"\n'; \
	for f in lib/include/ksym_format.h lib/table.h $(LIB_SOURCES); do \
		printf '\n'; grep -v -e '^#include [<"][kt]' -e '^#include <stdint' -e SPDX $$f; \
	done; } >$@
