# SPDX-License-Identifier: MIT OR Apache-2.0
#
# build/ksym, the host command, and the parts of it that other host tools use.

# A command that reads files of any origin: what overflows a buffer of a known
# size ends it, and its code and tables lie anywhere, written to once.
HARDENING         := -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
HARDENING_LDFLAGS := -pie -Wl,-z,relro,-z,now,-z,noexecstack

# The rooms of the command.
TOOL_ROOMS    := $(addprefix tool/,core elf symbols decode formats place commands)
TOOL_INCLUDES := -Itool -Iwrite/include -I.
TOOL_SOURCES  := $(foreach room,$(TOOL_ROOMS),$(wildcard $(room)/*.c))

TOOL_CFLAGS := -std=c11 -O2 -g -D_GNU_SOURCE -DKSYM_VERSION='"$(VERSION)"' \
	$(WARNINGS) -Ilib/include $(TOOL_INCLUDES) -MMD -MP $(HARDENING) -ffile-prefix-map=$(CURDIR)=.
TOOL_LIBS := -lelf -liberty -ljansson -pthread

TOOL_OBJECTS := $(TOOL_SOURCES:%.c=$(BUILD)/%.o)

$(TOOL_OBJECTS): $(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC      $@"
	$(Q)$(CC) $(CPPFLAGS) $(TOOL_CFLAGS) $(CFLAGS) -c -o $@ $<

# All but main, for what else is made of the command's parts.
$(BUILD)/libksym-tool.a: $(filter-out %/main.o,$(TOOL_OBJECTS))
	@echo "  AR      $@"
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $^

$(BUILD)/ksym: $(BUILD)/tool/commands/main.o $(addprefix $(BUILD)/,libksym-tool.a libksym-write.a libksym.a)
	@echo "  LD      $@"
	$(Q)$(CC) $(CFLAGS) $(HARDENING_LDFLAGS) $(LDFLAGS) -o $@ $^ $(TOOL_LIBS)

-include $(TOOL_OBJECTS:.o=.d)

all: $(BUILD)/ksym
