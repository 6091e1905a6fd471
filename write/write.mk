# SPDX-License-Identifier: MIT OR Apache-2.0
#
# build/libksym-write.a: symbols in, a table out, for hosts.

WRITE_SOURCES  := $(wildcard write/*.c write/*/*.c)
WRITE_HEADERS  := $(wildcard write/*.h write/*/*.h)
WRITE_INCLUDES := -Ilib/include -Iwrite/include -Iwrite
WRITE_OBJECTS  := $(WRITE_SOURCES:%.c=$(BUILD)/%.o)

# -fPIC: plugins of linkers, which are shared objects, link it too. What links it
# needs -pthread where the C library has threads in a library of their own, as
# glibc before 2.34.
WRITE_CFLAGS := -std=c11 -O2 -g -pthread -D_POSIX_C_SOURCE=200809L $(WARNINGS) $(WRITE_INCLUDES) \
	-MMD -MP $(HARDENING) -fPIC -ffile-prefix-map=$(CURDIR)=.

$(WRITE_OBJECTS): $(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC      $@"
	$(Q)$(CC) $(CPPFLAGS) $(WRITE_CFLAGS) $(CFLAGS) -c -o $@ $<

$(BUILD)/libksym-write.a: $(WRITE_OBJECTS)
	@echo "  AR      $@"
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $^

-include $(WRITE_OBJECTS:.o=.d)

all: $(BUILD)/libksym-write.a
