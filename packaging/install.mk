# SPDX-License-Identifier: MIT OR Apache-2.0
#
# What is installed and where, with the variables of the GNU coding standards
# ("Variables for Installation Directories") in capitals, and the Debian
# package.

PREFIX       ?= /usr/local
EXEC_PREFIX  ?= $(PREFIX)
BINDIR       ?= $(EXEC_PREFIX)/bin
LIBDIR       ?= $(EXEC_PREFIX)/lib
INCLUDEDIR   ?= $(PREFIX)/include
DATADIR      ?= $(PREFIX)/share
DOCDIR       ?= $(DATADIR)/doc/ksym
MANDIR       ?= $(DATADIR)/man
PKGCONFIGDIR ?= $(LIBDIR)/pkgconfig
CMAKEDIR     ?= $(DATADIR)/cmake/ksym
BASHCOMPDIR  ?= $(DATADIR)/bash-completion/completions
ZSHCOMPDIR   ?= $(DATADIR)/zsh/site-functions

# Fixed, because the files in them find each other.
KSYMDIR  := $(DATADIR)/ksym
SRCDIR   := $(KSYMDIR)/src
MESONDIR := $(KSYMDIR)/meson
MAN1DIR  := $(MANDIR)/man1
MAN3DIR  := $(MANDIR)/man3
MAN5DIR  := $(MANDIR)/man5

INSTALL         ?= install
INSTALL_PROGRAM ?= $(INSTALL)
INSTALL_DATA    ?= $(INSTALL) -m 644

# The variables of folders. IN_NAME lists the files for folder NAME.
STAGE     := $(BUILD)/install
functions_of = $(shell sed -n 's/^\.Nm \(ksym_[a-z_]*\).*/\1/p' $(1))
FUNCTIONS       := $(call functions_of,docs/ksym.3)
WRITE_FUNCTIONS := $(filter-out ksym_write,$(call functions_of,docs/ksym_write.3))
INSTALLED := BINDIR LIBDIR INCLUDEDIR PKGCONFIGDIR CMAKEDIR KSYMDIR SRCDIR MESONDIR \
	MAN1DIR MAN3DIR MAN5DIR DOCDIR BASHCOMPDIR ZSHCOMPDIR

IN_BINDIR       := $(BUILD)/ksym
IN_LIBDIR       := $(BUILD)/libksym.a $(BUILD)/libksym-write.a
IN_INCLUDEDIR   := $(wildcard lib/include/*.h write/include/*.h)
IN_PKGCONFIGDIR := $(STAGE)/ksym.pc $(STAGE)/ksym-write.pc
IN_CMAKEDIR     := $(STAGE)/ksym-config.cmake $(STAGE)/ksym-config-version.cmake \
	packaging/ksym-parts.cmake
IN_KSYMDIR      := $(STAGE)/ksym.mk
IN_SRCDIR       := $(DIST_FILES)
IN_MESONDIR     := packaging/meson/meson.build
IN_MAN1DIR      := docs/ksym.1
IN_MAN3DIR      := docs/ksym.3 docs/ksym_write.3 \
	$(patsubst %,$(STAGE)/%.3,$(FUNCTIONS) $(WRITE_FUNCTIONS))
IN_MAN5DIR      := docs/ksym.5
IN_DOCDIR       := README.md NEWS.md FORMAT.md LICENSE-MIT LICENSE-APACHE \
	docs/json.md docs/porting.md docs/reservation.md docs/symbols.md
IN_BASHCOMPDIR  := packaging/completion/bash/ksym
IN_ZSHCOMPDIR   := packaging/completion/zsh/_ksym

# Folders that only ksym uses, removed with their last file.
OWN_DIRS = $(SRCDIR) $(MESONDIR) $(KSYMDIR) $(CMAKEDIR) $(DOCDIR)

# All that must be built before an installation.
INSTALL_FILES := $(foreach d,$(INSTALLED),$(IN_$(d)))

define install_into
	$(INSTALL) -d $(DESTDIR)$($(1))
	$(if $(filter BINDIR,$(1)),$(INSTALL_PROGRAM),$(INSTALL_DATA)) $(IN_$(1)) $(DESTDIR)$($(1))

endef

.PHONY: install
install: $(INSTALL_FILES) ## install command, library, manual, build files; PREFIX=, DESTDIR=
	$(foreach d,$(INSTALLED),$(call install_into,$(d)))

.PHONY: uninstall
uninstall: ## remove what install has installed; the same PREFIX=, DESTDIR=
	rm -f $(foreach d,$(INSTALLED),$(addprefix $(DESTDIR)$($(d))/,$(notdir $(IN_$(d)))))
	rmdir $(addprefix $(DESTDIR),$(OWN_DIRS)) 2>/dev/null || true

# The relative path between installed folders, so that both can be moved.
path_to = $(shell realpath -sm --relative-to=$(1) $(2))

# Made anew each time, because the folders may change.
SUBSTITUTE = sed -e 's|@VERSION@|$(VERSION)|' -e 's|@PREFIX@|$(PREFIX)|' \
	-e 's|@LIBDIR@|$(LIBDIR)|' -e 's|@BINDIR@|$(BINDIR)|' -e 's|@SRCDIR@|$(SRCDIR)|' \
	-e 's|@INCLUDEDIR@|$(INCLUDEDIR)|' -e 's|@KSYMDIR@|$(KSYMDIR)|' \
	-e 's|@KSYMDIR_TO_BINDIR@|$(call path_to,$(KSYMDIR),$(BINDIR))|' \
	-e 's|@CMAKEDIR_TO_BINDIR@|$(call path_to,$(CMAKEDIR),$(BINDIR))|' \
	-e 's|@CMAKEDIR_TO_SRCDIR@|$(call path_to,$(CMAKEDIR),$(SRCDIR))|' \
	-e 's|@CMAKEDIR_TO_LIBDIR@|$(call path_to,$(CMAKEDIR),$(LIBDIR))|' \
	-e 's|@CMAKEDIR_TO_INCLUDEDIR@|$(call path_to,$(CMAKEDIR),$(INCLUDEDIR))|'

$(STAGE)/%: packaging/%.in FORCE
	@mkdir -p $(@D)
	$(Q)$(SUBSTITUTE) $< >$@

# A page for each function, which includes the common one.
$(FUNCTIONS:%=$(STAGE)/%.3): docs/ksym.3
$(WRITE_FUNCTIONS:%=$(STAGE)/%.3): docs/ksym_write.3
$(patsubst %,$(STAGE)/%.3,$(FUNCTIONS) $(WRITE_FUNCTIONS)):
	@mkdir -p $(@D)
	$(Q)echo '.so man3/$(<F)' >$@

DEB := $(BUILD)/deb

# Built in a copy: dpkg-buildpackage writes into its tree, and beside it.
.PHONY: deb
deb: ## a Debian package, build/deb/ksym_VERSION_ARCH.deb
	rm -rf $(DEB)
	mkdir -p $(DEB)/ksym
	tar -c --exclude=./build --exclude=./.git . | tar -x -C $(DEB)/ksym
	cp -r packaging/debian $(DEB)/ksym/debian
	cd $(DEB)/ksym && env -u MAKEFLAGS -u MAKELEVEL dpkg-buildpackage -b -us -uc
