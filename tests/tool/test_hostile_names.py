# SPDX-License-Identifier: MIT OR Apache-2.0
"""Names that exhaust a demangler: ksym continues, within limits, and reports the names that stay
mangled."""
import resource
import subprocess
import time

import pytest

from command import KSYM, ksym, listed, names, shown_by_nm, succeeds, write
from elf import Symbol
from kernels import TEXT, kernel

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def numeral(number, digits):
    """As manglings count: _ is 0, 0_ is 1."""
    text, number = "_", number - 1
    while number >= 0:
        text, number = digits[number % len(digits)] + text, number // len(digits) or -1
    return text


def rust_tuples(levels):
    """A tuple of the tuple before, twice, by references back to it."""
    path, at = "INvC1a1fTmmE", 8
    for _ in range(levels):
        again = "B" + numeral(at, DIGITS)
        at, path = len(path), path + f"T{again}{again}E"
    return f"_R{path}E"


def cxx_templates(levels, pack=""):
    """A<A<A<i, i>, S0_>, S1_>...: each argument is the template before, twice."""
    text = "S_IiiE"
    for level in range(levels):
        text = f"S_I{text}S{numeral(level + 1, DIGITS[:36].upper())}E"
    return f"_Z1f{pack}1A{text[2:]}"


def d_references(levels):
    """Maps from a type to itself, each by a reference back to the one before."""
    text, at = "_D1a1bFG1i", 7
    for _ in range(levels):
        start = len(text)
        text += "H"
        for _ in range(2):
            distance = len(text) - at
            letters = chr(ord("a") + distance % 26)
            while distance >= 26:
                distance //= 26
                letters = chr(ord("A") + distance % 26) + letters
            text += "Q" + letters
        at = start
    return text + "Zv"


LONG = {
    "rust back references": rust_tuples(25),
    "rust lifetimes": "_RINvC1a1fFGzzzzzzz_EuE",
    "c++ substitutions": cxx_templates(30),
    "d back references": d_references(40),
    "rust, legacy, in full": "_ZN" + "1a" * 30_000 + "17h0123456789abcdefE",
    "with a suffix": cxx_templates(30) + ".cold",
}
# Of no output and no end, and of more stack than there is.
COSTLY = {
    "c++ packs": cxx_templates(40, pack="IJEEvDp"),
    "d pointers": "_D1a1bF" + "P" * 1_000_000 + "iZv",
}


def kept(directory, hostile):
    """What ksym says, with the hostile name between two that are not."""
    path = write(directory, kernel(
        Symbol("_ZN3cpu4haltEv", TEXT, 4), Symbol(hostile, TEXT + 4, 4),
        Symbol("_RNvCs1234_7mycrate3foo", TEXT + 8, 4)))
    table = directory / "table"
    result = ksym("table", path, "-o", table, timeout=60)
    assert (result.status, result.out[:8]) == (0, "wrote 4 ")
    assert names(table) == ["cpu::halt()", hostile[:65535], "mycrate::foo"]
    return result.err.replace(f"ksym: {path}: ", "")


@pytest.mark.parametrize("name", LONG.values(), ids=LONG)
def test_a_name_of_endless_source_form_stays_mangled(tmp_path, name):
    assert kept(tmp_path, name) == (
        f"1 name kept mangled: source form longer than 65535 bytes, first {name[:64]}\n")


@pytest.mark.parametrize("name", COSTLY.values(), ids=COSTLY)
def test_a_name_that_costs_too_much_stays_mangled(tmp_path, name):
    said = kept(tmp_path, name).splitlines()
    assert said[0] == (
        f"1 name kept mangled: too much time or memory to demangle, first {name[:64]}")
    assert len(said) == 1 + (len(name) > 65535)


def test_memory_and_time_are_bounded(tmp_path):
    """Of many names of every kind at once, as /usr/bin/time would tell."""
    path = write(tmp_path, kernel(*(Symbol(name, TEXT + 2 * i, 2)
                                    for i, name in enumerate(40 * list(LONG.values())[:4]))))
    start = time.monotonic()
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    result = subprocess.run([KSYM, "table", path, "-o", tmp_path / "table"], check=True,
                            capture_output=True, text=True)
    assert "160 names kept mangled" in result.stderr
    assert time.monotonic() - start < 20
    assert max(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss - before, 0) < 64 << 10


def test_what_stays_below_the_bound_is_demangled(tmp_path):
    hosts = [rust_tuples(9), cxx_templates(9), "_ZN" + "1a" * 20_000 + "17h0123456789abcdefE"]
    path = write(tmp_path, kernel(*(Symbol(name, TEXT + 4 * i, 4)
                                    for i, name in enumerate(hosts))))
    succeeds("table", path, "-o", tmp_path / "table")
    expected = shown_by_nm(tmp_path, hosts)
    assert all(len(name) > 1000 for name in expected)
    assert names(tmp_path / "table") == expected


CXX = """
template <class A, class B, class C, class D> struct P {};
template <class T> struct Q { typedef P<T, T, T, T> type; };
template <class T> __attribute__((noinline, noclone)) void use(T *) { asm volatile(""); }
int main() {
	use((P<Q<Q<Q<int>::type>::type>::type, int, int, int> *)0);
	use((Q<Q<Q<Q<Q<Q<Q<Q<Q<int>::type>::type>::type>::type>::type>::type>::type>::type>::type *)0);
}
"""


def test_a_legal_program_of_a_few_lines(tmp_path):
    source, program, table = tmp_path / "a.cc", tmp_path / "a", tmp_path / "table"
    source.write_text(CXX)
    subprocess.run(["g++", "-O1", source, "-o", program], check=True)
    result = ksym("table", program, "-o", table)
    assert result.status == 0 and "1 name kept mangled: source form longer" in result.err
    assert {"main"} < {symbol.name for symbol in listed(table)}
