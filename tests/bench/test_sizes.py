# SPDX-License-Identifier: MIT OR Apache-2.0
"""The sizes in docs/comparison.md are what `make sizes` prints, and the reckoned ones are right."""
import os
import pathlib
import re
import runpy
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("BUILD", ROOT / "build")).resolve()
sys.path.append(str(ROOT / "bench"))

import symbol_lists  # noqa: E402

# Two of one name, which a linker keeps once; 4 + 9 + 5 + 5 bytes of names with their NULs.
SYMBOLS = [symbol_lists.from_letter(0x1000, 16, "T", "one"),
           symbol_lists.from_letter(0x1010, 16, "t", "one_more"),
           symbol_lists.from_letter(0x1020, 32, "t", "same"),
           symbol_lists.from_letter(0x1040, 8, "t", "same")]


def table(text):
    heads, _, *rows = ([cell.strip() for cell in line.strip("|").split("|")]
                       for line in text.splitlines() if line.startswith("|"))
    return [heads, *rows]


def test_what_is_reckoned(tmp_path):
    sizes = runpy.run_path(str(ROOT / "bench/sizes"))
    count, size, *each = sizes["row"](str(BUILD), SYMBOLS, str(tmp_path))
    subprocess.run([BUILD / "ksym", "table", "--map", tmp_path / "map", "-o", tmp_path / "plain"],
                   check=True, stdout=subprocess.DEVNULL)
    ours, by_name, _, lk, zephyr, symtab, _ = (float(value) for value in each)
    assert count == "4"
    assert (lk, zephyr, symtab) == ((4 * 8 + 23) / 4, (4 * 16 + 18) / 4, (4 * 24 + 18) / 4)
    assert ours == int(size) / 4 == (tmp_path / "plain").stat().st_size / 4
    assert by_name > ours


@pytest.fixture(name="printed", scope="module")
def _printed():
    for name in ("ksym", "bench/kallsyms_source"):
        assert (BUILD / name).exists(), f"{name} is not built; run `make bench-programs`"
    return table(subprocess.run([ROOT / "bench/sizes", "--build", BUILD], text=True, check=True,
                                stdout=subprocess.PIPE).stdout)


def test_the_table_of_the_comparison(printed):
    """All but GSYM's bytes are exact: those are LLVM's, of whatever version is there."""
    shown = table((ROOT / "docs/comparison.md").read_text().split("\n## ")[0])
    assert [row[:-1] for row in shown] == [row[:-1] for row in printed], (
        "put what `make sizes` prints into docs/comparison.md")
    for here, now in zip(shown[1:], printed[1:]):
        assert float(here[-1]) == pytest.approx(float(now[-1]), rel=0.05)


def test_the_readme_has_the_last_row():
    """Of each way the bytes a symbol of the whole list, in one column."""
    heads, *rows = table((ROOT / "docs/comparison.md").read_text().split("\n## ")[0])
    last = dict(zip(heads, rows[-1]))
    readme = (ROOT / "README.md").read_text()
    for name, key in (("**ksym**", "ksym"), ("**ksym --by-name**", "ksym --by-name"),
                      ("Linux kallsyms", "kallsyms"), ("LK symtab", "LK"),
                      ("Zephyr symtab", "Zephyr"), ("addr2line", ".symtab"), ("GSYM", "GSYM")):
        cells = re.search(rf"^\| {re.escape(name)} \|([^|]*)\|([^|]*)\|", readme, re.M)
        assert cells[2].strip() == last[key], name
