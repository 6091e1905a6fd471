# SPDX-License-Identifier: MIT OR Apache-2.0
#
# build/libksym-write.a: symbols in, a table out, for hosts.

WRITE_OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(wildcard write/*.c))

$(BUILD)/libksym-write.a: $(WRITE_OBJECTS)
	@echo "  AR      $@"
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $^

all: $(BUILD)/libksym-write.a
