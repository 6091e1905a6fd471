# SPDX-License-Identifier: MIT OR Apache-2.0
#
# build/ksym, the host command, and the parts of it that other host tools use.

TOOL_CFLAGS := -std=c11 -O2 -g -D_GNU_SOURCE -DKSYM_VERSION='"$(VERSION)"' \
	$(WARNINGS) -Ilib/include -MMD -MP
TOOL_LIBS := -lelf -liberty -ljansson

TOOL_OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(wildcard tool/*.c))

$(BUILD)/tool/%.o: tool/%.c
	@mkdir -p $(@D)
	@echo "  CC      $@"
	$(Q)$(CC) $(TOOL_CFLAGS) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

$(BUILD)/ksym: $(TOOL_OBJECTS) $(BUILD)/libksym.a
	@echo "  LD      $@"
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(TOOL_LIBS)

-include $(TOOL_OBJECTS:.o=.d)

all: $(BUILD)/ksym
