# SPDX-License-Identifier: MIT OR Apache-2.0
#
# The programs that test libksym, for each machine, and with sanitizers.
# build/tests/lib/MACHINE/PROGRAM; the library is compiled with them.

LIB_TESTS := $(BUILD)/tests/lib
LIB_TEST_CFLAGS := -std=c11 -O2 -g -D_GNU_SOURCE $(WARNINGS) \
	-Ilib/include -Ilib -Itests/lib

# The compiler of each machine, with what is special about it.
LIB_TEST_CC_host     := gcc
LIB_TEST_CC_sanitize := gcc -fsanitize=address,undefined -fno-sanitize-recover=all
LIB_TEST_CC_i386     := i686-linux-gnu-gcc -static
LIB_TEST_CC_arm      := arm-linux-gnueabihf-gcc -static
LIB_TEST_CC_s390x    := s390x-linux-gnu-gcc -static
LIB_TEST_CC_powerpc  := powerpc-linux-gnu-gcc -static

LIB_TEST_PROGRAMS := \
	$(foreach m,host sanitize i386 arm s390x powerpc,$(LIB_TESTS)/$(m)/property) \
	$(foreach m,host sanitize,$(addprefix $(LIB_TESTS)/$(m)/,hostile unit))

LIB_TEST_SOURCES_property := property.c property_core.c fence.c
LIB_TEST_SOURCES_hostile  := hostile.c exercise.c fence.c
LIB_TEST_SOURCES_unit     := unit.c fence.c
LIB_TEST_LIBS_unit        := -lcmocka

LIB_TEST_HEADERS := $(wildcard tests/lib/*.h lib/*.h lib/include/*.h)

define lib_test_program
$(LIB_TESTS)/$(1)/$(2): $$(addprefix tests/lib/,$$(LIB_TEST_SOURCES_$(2))) \
		$(LIB_SOURCES) $(LIB_TEST_HEADERS)
	@mkdir -p $$(@D)
	@echo "  CC      $$@"
	$$(Q)$$(LIB_TEST_CC_$(1)) $$(LIB_TEST_CFLAGS) -o $$@ \
		$$(filter %.c,$$^) $$(LIB_TEST_LIBS_$(2))
endef

$(foreach program,$(LIB_TEST_PROGRAMS),$(eval $(call lib_test_program,$(notdir \
	$(patsubst %/,%,$(dir $(program)))),$(notdir $(program)))))

.PHONY: lib-tests
lib-tests: $(LIB_TEST_PROGRAMS) $(BUILD)/libksym.a dist

.PHONY: check-lib
check-lib: lib-tests $(BUILD)/ksym ## the tests of the library
	$(Q)$(PYTHON) scripts/check tests/lib
