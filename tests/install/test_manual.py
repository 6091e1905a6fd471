# SPDX-License-Identifier: MIT OR Apache-2.0
"""The manual pages: no warnings, and nothing left out. Whether ksym(1) has every
command and option is in tests/tool/test_documents.py."""
import re

import pytest

from installed import ROOT, run
from test_install import WRITE_HEADER, header_functions, write_functions

PAGES = ("ksym.1", "ksym.3", "ksym_write.3", "ksym.5")


@pytest.mark.parametrize("page", PAGES)
def test_no_warnings(page):
    path = ROOT / "docs" / page
    # Below a warning mandoc tells which other pages are not installed here.
    assert run("mandoc", "-T", "lint", "-W", "warning", path) == ""
    assert run("sh", "-c", 'groff -mandoc -ww -z -T utf8 "$0" 2>&1', path) == ""
    env = {"MANWIDTH": "80", "MAN_KEEP_FORMATTING": "1"}
    assert run("sh", "-c", 'man --warnings -E UTF-8 -l -Tutf8 -Z "$0" 2>&1 >/dev/null', path,
               env=env) == ""


def shown(path):
    """A page as a reader sees it."""
    return re.sub(".\b", "", run("mandoc", "-T", "utf8", path))


def test_every_function_and_error_of_the_headers():
    page = shown(ROOT / "docs/ksym.3")
    name, synopsis, returns = (re.search(rf"^{heading}\n(.*?)^[A-Z]", page, re.M | re.S)[1]
                               for heading in ("NAME", "SYNOPSIS", "RETURN VALUES"))
    for function in header_functions():
        assert re.search(rf"\b{function}\b", name), function
        assert re.search(rf"\b{function}\(", synopsis), function
    text = "".join(path.read_text() for path in (ROOT / "lib/include").glob("ksym*.h"))
    errors = re.findall(r"^\t(KSYM_(?:ERR|WALK)_\w+) = ", text, re.M)
    assert len(errors) == 12
    for error in errors:
        assert error in returns, error
    for macro in re.findall(r"^#define (KSYM_(?:WALK_\w+|RESERVE|LOCATION)\b)", text, re.M):
        assert macro == "KSYM_WALK_H" or macro in page, macro


def members(name):
    """Of a struct of the writer's header."""
    body = re.search(rf"^struct {name} {{\n(.*?)^}}", WRITE_HEADER.read_text(), re.M | re.S)[1]
    return re.findall(r"^\t[\w ]+[ *](\w+);", body, re.M)


def test_the_writers_page_has_all_of_its_header():
    page = shown(ROOT / "docs/ksym_write.3")
    name, synopsis, returns = (re.search(rf"^{heading}\n(.*?)^[A-Z]", page, re.M | re.S)[1]
                               for heading in ("NAME", "SYNOPSIS", "RETURN VALUES"))
    for function in write_functions():
        assert re.search(rf"\b{function}\b", name) and f"{function}(" in synopsis, function
    errors = re.findall(r"^\t(KSYM_WRITE_\w+) = ", WRITE_HEADER.read_text(), re.M)
    assert len(errors) == 21
    for error in errors:
        assert re.search(rf"\b{error}\b", returns), error
    assert members("ksym_write_symbol") == ["addr", "size", "name", "type", "flags"]
    for member in (*members("ksym_write_symbol"), *members("ksym_write_options"),
                   *members("ksym_written")):
        assert re.search(rf"\b{member}\b", page), member


@pytest.mark.parametrize("page, functions", [("ksym", header_functions()),
                                             ("ksym_write", write_functions())])
def test_a_function_leads_to_its_page(installed, page, functions):
    folder = installed.usr / "share/man"
    expected = shown(folder / "man3" / f"{page}.3")
    assert "RETURN VALUES" in expected
    for function in functions:
        # Where man(1) finds it, from the manual's own folder.
        path = folder / "man3" / f"{function}.3"
        assert re.sub(".\b", "", run("mandoc", "-T", "utf8", path, cwd=folder)) == expected
