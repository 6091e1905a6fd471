# SPDX-License-Identifier: MIT OR Apache-2.0
#
# build/ksym, the host command, and the parts of it that other host tools use.

# The command reads files of any origin, so an overflow of a buffer of known
# size must end it, and it is position-independent with read-only relocations.
HARDENING         := -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
HARDENING_LDFLAGS := -pie -Wl,-z,relro,-z,now,-z,noexecstack

# The folders of the command.
TOOL_ROOMS    := $(addprefix tool/,core elf symbols dwarf decode formats place commands)

# Found anew by each make: DEMANGLER, DEMANGLER_CFLAGS and DEMANGLER_LIBS.
$(BUILD)/libiberty.mk: FORCE
	$(Q)LIBIBERTY='$(LIBIBERTY)' scripts/libiberty $@ $(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS)

# The same for DWARF, DWARF_CFLAGS and DWARF_LIBS.
$(BUILD)/libdw.mk: FORCE
	$(Q)LIBDW='$(LIBDW)' scripts/libdw $@ $(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS)

.PHONY: FORCE
-include $(BUILD)/libiberty.mk $(BUILD)/libdw.mk

TOOL_INCLUDES := -Itool -Iwrite/include -I. $(DEMANGLER_CFLAGS) $(DWARF_CFLAGS)

# What POSIX does not have: of the C library (gnu), or made do without (posix).
SYSTEM ?= $(if $(filter Linux FreeBSD,$(shell uname)),gnu,posix)

# Without libdw there are no lines to read, though a struct and paths of them.
WITHOUT_DWARF := $(addprefix tool/dwarf/,interner.c lines_none.c lines_result.c path.c)
DWARF_SOURCES := $(if $(filter libdw,$(DWARF)),\
	$(filter-out %_none.c,$(wildcard tool/dwarf/*.c)),$(WITHOUT_DWARF))

TOOL_SOURCES := $(filter-out tool/symbols/demangler_%.c tool/core/system_%.c tool/dwarf/%.c,\
	$(foreach room,$(TOOL_ROOMS),$(wildcard $(room)/*.c))) $(DWARF_SOURCES) \
	tool/symbols/demangler_$(or $(DEMANGLER),none).c tool/core/system_$(SYSTEM).c

TOOL_CFLAGS := -std=c11 -O2 -g -D_POSIX_C_SOURCE=200809L -DKSYM_VERSION='"$(VERSION)"' \
	$(WARNINGS) -Ilib/include $(TOOL_INCLUDES) -MMD -MP $(HARDENING) -ffile-prefix-map=$(CURDIR)=.
TOOL_LIBS := $(DWARF_LIBS) -lelf $(DEMANGLER_LIBS) -ljansson -pthread

TOOL_OBJECTS := $(TOOL_SOURCES:%.c=$(BUILD)/%.o)

$(TOOL_OBJECTS): $(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC      $@"
	$(Q)$(CC) $(CPPFLAGS) $(TOOL_CFLAGS) $(CFLAGS) -c -o $@ $<

$(BUILD)/tool/core/system.o: TOOL_CFLAGS += -D_XOPEN_SOURCE=700

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
