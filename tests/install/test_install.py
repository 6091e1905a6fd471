# SPDX-License-Identifier: MIT OR Apache-2.0
"""make install and uninstall: what is installed where, and that nothing remains."""
import re

from installed import ROOT, files, make, run

HEADERS = {path.name for path in (ROOT / "lib/include").glob("*.h")}
WRITE_HEADER = ROOT / "write/include/ksym_write.h"
VERSION = re.search(r"^VERSION := (\S+)$", (ROOT / "Makefile").read_text(), re.M)[1]


def test_what_is_installed(installed):
    found = files(installed.usr)
    functions = {f"share/man/man3/{name}.3" for name in header_functions() | write_functions()}
    assert found == functions | {f"include/{name}" for name in HEADERS | {WRITE_HEADER.name}} | {
        "bin/ksym", "lib/libksym.a", "lib/libksym-write.a",
        "lib/pkgconfig/ksym.pc", "lib/pkgconfig/ksym-write.pc",
        "share/cmake/ksym/ksym-config.cmake", "share/cmake/ksym/ksym-config-version.cmake",
        "share/cmake/ksym/ksym-parts.cmake",
        "share/ksym/ksym.mk", "share/ksym/meson/meson.build", "share/ksym/src/ksym.c",
        "share/ksym/src/ksym.h", "share/ksym/src/ksym_walk.c", "share/ksym/src/ksym_walk.h",
        "share/man/man1/ksym.1", "share/man/man3/ksym.3", "share/man/man5/ksym.5",
        "share/bash-completion/completions/ksym", "share/zsh/site-functions/_ksym",
        "share/doc/ksym/README.md", "share/doc/ksym/NEWS.md", "share/doc/ksym/FORMAT.md",
        "share/doc/ksym/LICENSE-MIT", "share/doc/ksym/LICENSE-APACHE",
        "share/doc/ksym/json.md", "share/doc/ksym/porting.md", "share/doc/ksym/reservation.md",
        "share/doc/ksym/symbols.md"}
    # Nothing is left to be filled in, and no folder of the build is named.
    for name in found - {"bin/ksym", "lib/libksym.a", "lib/libksym-write.a"}:
        text = (installed.usr / name).read_text()
        assert not re.search(r"@[A-Z_]*(DIR|PREFIX|VERSION)@", text) and str(installed.root) not in text, name
    assert {name for name in found if (installed.usr / name).stat().st_mode & 0o111} == {"bin/ksym"}


def declared(*headers):
    """Every function of headers, by their declarations."""
    text = re.sub(r"/\*.*?\*/", "", "".join(path.read_text() for path in headers), flags=re.S)
    return set(re.findall(r"^(?:static inline )?\w[\w *]*?\b(ksym_\w+)\(", text, re.M))


def header_functions():
    return declared(*((ROOT / "lib/include" / name) for name in sorted(HEADERS)))


def write_functions():
    return declared(WRITE_HEADER)


def test_the_functions_are_found():
    assert {"ksym_open", "ksym_open_location", "ksym_strerror", "ksym_walk_next"} \
        <= header_functions()
    assert write_functions() == {"ksym_write", "ksym_write_free", "ksym_write_strerror"}


def test_the_installed_command_runs(installed):
    assert run(installed.usr / "bin/ksym", "--version").splitlines()[0] == f"ksym {VERSION}"


def test_versions_agree(installed):
    for name in ("ksym", "ksym-write"):
        assert run("pkg-config", "--modversion", name, env=installed.env) == f"{VERSION}\n"
    assert re.match(rf"ksym \({re.escape(VERSION)}\) ",
                    (ROOT / "packaging/debian/changelog").read_text())
    first = re.search(r"^## (.*)$", (ROOT / "NEWS.md").read_text(), re.M)[1]
    assert re.fullmatch(rf"{re.escape(VERSION)}, (not yet released|\d{{4}}-\d\d-\d\d)", first)
    library = (installed.usr / "share/ksym/src/ksym.c").read_text()
    assert f"/* libksym {VERSION} in one file. */" in library


def test_uninstall_leaves_nothing(tmp_path):
    words = (f"DESTDIR={tmp_path}", "PREFIX=/opt/ksym")
    make("install", *words)
    other = tmp_path / "opt/ksym/share/man/man1/other.1"
    other.write_text("")
    make("uninstall", *words)
    assert files(tmp_path) == {str(other.relative_to(tmp_path))}
    assert not [path for path in tmp_path.rglob("*") if "ksym" in path.name
                and path != tmp_path / "opt/ksym"]


def test_each_folder_can_be_chosen(tmp_path):
    names = ("BINDIR", "LIBDIR", "INCLUDEDIR", "DATADIR", "MANDIR", "DOCDIR", "PKGCONFIGDIR",
             "CMAKEDIR", "BASHCOMPDIR", "ZSHCOMPDIR")
    make("install", f"DESTDIR={tmp_path}", *(f"{name}=/{name}" for name in names))
    for name, file in zip(names, ("ksym", "libksym.a", "ksym.h", "ksym/ksym.mk", "man1/ksym.1",
                                  "FORMAT.md", "ksym.pc", "ksym-config.cmake", "ksym", "_ksym")):
        assert (tmp_path / name / file).is_file(), name
    assert {path.name for path in tmp_path.iterdir()} == set(names)
    # Files that refer to another folder refer to the chosen one.
    text = (tmp_path / "DATADIR/ksym/ksym.mk").read_text()
    assert "/../../BINDIR/ksym\n" in text
    env = {"PKG_CONFIG_PATH": str(tmp_path / "PKGCONFIGDIR")}
    assert run("pkg-config", "--cflags", "--libs", "ksym", env=env).split() \
        == ["-I/DATADIR/ksym/src", "-L/LIBDIR", "-lksym"]
    assert run("pkg-config", "--cflags", "--libs", "ksym-write", env=env).split() \
        == ["-I/INCLUDEDIR", "-L/LIBDIR", "-lksym-write", "-pthread"]


def test_the_archive_links(prefixed, tmp_path):
    """A program of this machine, by pkg-config and the installed archive."""
    (tmp_path / "main.c").write_text(
        "#include <ksym.h>\n#include <stdio.h>\n"
        "int main(void) { puts(ksym_strerror(-KSYM_ERR_EMPTY)); return 0; }\n")
    flags = run("pkg-config", "--cflags", "--libs", "ksym", env=prefixed.env).split()
    run("gcc", "-o", tmp_path / "main", tmp_path / "main.c", *flags)
    assert run(tmp_path / "main") == "the place of the table is empty\n"


def test_the_archive_needs_no_stack_protector(tmp_path):
    """Distributions compile with one, which a kernel may not have."""
    make(f"BUILD={tmp_path}", "CFLAGS=-fstack-protector-all", tmp_path / "libksym.a")
    assert "__stack_chk" not in run("nm", tmp_path / "libksym.a")
