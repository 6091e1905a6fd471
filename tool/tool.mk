# SPDX-License-Identifier: MIT OR Apache-2.0
#
# build/ksym, the host command, and the parts of it that other host tools use.

# A command that reads files of any origin: what overflows a buffer of a known
# size ends it, and its code and tables lie anywhere, written to once.
HARDENING         := -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
HARDENING_LDFLAGS := -pie -Wl,-z,relro,-z,now,-z,noexecstack

TOOL_CFLAGS := -std=c11 -O2 -g -D_GNU_SOURCE -DKSYM_VERSION='"$(VERSION)"' \
	$(WARNINGS) -Ilib/include -Itool -MMD -MP $(HARDENING) -ffile-prefix-map=$(CURDIR)=.
TOOL_LIBS := -lelf -liberty -ljansson

TOOL_OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(wildcard tool/*.c tool/*/*.c))

$(BUILD)/tool/%.o: tool/%.c
	@mkdir -p $(@D)
	@echo "  CC      $@"
	$(Q)$(CC) $(CPPFLAGS) $(TOOL_CFLAGS) $(CFLAGS) -c -o $@ $<

$(BUILD)/ksym: $(TOOL_OBJECTS) $(BUILD)/libksym.a
	@echo "  LD      $@"
	$(Q)$(CC) $(CFLAGS) $(HARDENING_LDFLAGS) $(LDFLAGS) -o $@ $^ $(TOOL_LIBS)

-include $(TOOL_OBJECTS:.o=.d)

all: $(BUILD)/ksym
