# SPDX-License-Identifier: MIT OR Apache-2.0
"""Names: demangled like nm -C, cut on request, printed on one line."""
import json
import subprocess

import pytest

from command import (FLAT, Listed, embedded, ksym, listed, lookup, names, shown_by_nm,
                     succeeds, write)
from elf import EM_X86_64, Image, Symbol
from kernels import COUNT, TEXT, kernel

MANGLED = [
    # C++
    "_ZN3cpu4haltEv", "_ZN3CpuC1Ev", "_ZN3CpuD0Ev", "_ZplRK1AS1_", "_ZTV3Cpu", "_ZTI3Cpu",
    "_ZTS3Cpu", "_ZGVZN3cpu3getEvE4inst", "_ZZN3cpu3getEvE4inst", "_ZThn8_N3Dev4readEv",
    "_ZN3mapISt6vectorIiSaIiEEE6insertERKS2_", "_ZnwmSt11align_val_t", "_ZN1AcvbEv",
    "_ZZ4initvENKUlvE_clEv", "_ZN12_GLOBAL__N_14initEv", "_ZSt4moveIRiEONSt16remove_reference"
    "IT_E4typeEOS2_", "_Z3addIiEDTplfp_fp0_ET_S1_", "_Z1fDn", "_Z3fooILi3EEvv",
    # what a compiler appends
    "_ZN3cpu4haltEv.cold", "_ZN3cpu4haltEv.isra.0", "_ZN3cpu4haltEv.constprop.0.part.1",
    "main.cold", "main.isra.0",
    # Rust, legacy
    "_ZN4core3fmt5Write9write_fmt17h0123456789abcdefE",
    "_ZN58_$LT$kernel..console..Null$u20$as$u20$core..fmt..Write$GT$9write_str17h"
    "fedcba9876543210E",
    "_ZN6kernel4main28_$u7b$$u7b$closure$u7d$$u7d$17h0011223344556677E",
    "_ZN4core3ptr28drop_in_place$LT$$RF$str$GT$17h89abcdef01234567E",
    # Rust, v0
    "_RNvCs1234_7mycrate3foo", "_RNvNtCs1234_7mycrate3bsp4init", "_RNCNvCs1234_7mycrate4main0B3_",
    "_RNvMs_NtCs1234_7mycrate3cpuNtB4_3Cpu4halt", "_RINvCs1234_7mycrate3addmE",
    "_RNvXCs1234_7mycrateNtB2_3UsrNtNtCs5678_4core3fmt5Write9write_str",
    "_RNvCs1234_7mycrateu8gdel_5qa", "_RNvC6_123foo3bar", "_RNvCs1234_7mycrate3foo.llvm.9876",
    # what looks like mangled but is not
    "_DYNAMIC", "_D", "_D3", "_Data", "_Z", "_ZN", "_ZNE", "_R", "_RNv", "_Zfoo", "_ZN3cpu",
    "__Z3foov", "._ZN3cpu4haltEv", "Z3foov", "main", "_start", "foo__Fi", "_RNvC",
]


def at_steps(all_names, step=2):
    """A FUNC of each name, one behind the other."""
    return [Symbol(name, TEXT + i * step, step) for i, name in enumerate(all_names)]


def test_names_are_those_of_nm(tmp_path):
    path = embedded(tmp_path, kernel(*at_steps(MANGLED), reserve=0x4000, machine=EM_X86_64))
    said = subprocess.run(["nm", "-C", "-n", "--defined-only", path], capture_output=True,
                          text=True, check=True).stdout.splitlines()
    text = [line.split(" ", 2)[2] for line in said if line.split()[1] == "T"]
    assert dict(zip(MANGLED, names(path))) == dict(zip(MANGLED, text))
    assert sum(a != b for a, b in zip(MANGLED, text)) > 30


def test_a_few_names_written_out(tmp_path):
    path = embedded(tmp_path, kernel(*at_steps([
        "_ZN3cpu4haltEv", "_ZN4core3fmt5Write9write_fmt17h0123456789abcdefE",
        "_RNvCs1234_7mycrate3foo"])))
    assert names(path) == ["cpu::halt()", "core::fmt::Write::write_fmt", "mycrate::foo"]


def test_mangled_names_can_be_kept(tmp_path):
    path = embedded(tmp_path, kernel(*at_steps(MANGLED), reserve=0x4000), "--names", "mangled")
    assert names(path) == MANGLED


def test_a_name_that_outgrows_every_demangler_stays_as_it_is(tmp_path):
    deep = "_Z1f" + "P" * 20000 + "i"
    path = embedded(tmp_path, kernel(Symbol(deep, TEXT, 4), reserve=0x10000))
    assert listed(path)[0].size == 4
    assert names(path)[0] in {deep, *shown_by_nm(tmp_path, [deep])}


@pytest.mark.parametrize("length", [1, 255, 256, 511, 512, 4096, 65535])
def test_a_name_of_any_length_is_kept_whole(tmp_path, length):
    name = "n" * length
    path = embedded(tmp_path, kernel(Symbol(name, TEXT, 8), reserve=0x11000))
    assert names(path) == [name]
    assert lookup(path, TEXT + 1) == [f"{name}+0x1/0x8"]


@pytest.mark.parametrize("length", [65_536, 100_000])
@pytest.mark.parametrize("options", [FLAT, ()])
def test_a_name_longer_than_any_table_holds_is_cut_and_said_so(tmp_path, length, options):
    path = write(tmp_path, kernel(Symbol("n" * length, TEXT, 8), Symbol("next", TEXT + 8, 8),
                                  reserve=0x20000))
    result = ksym("embed", *options, path)
    assert result.status == 0
    assert result.err.startswith(f"ksym: {path}: 1 name cut to 65535 bytes, first nnnn")
    assert result.err.count("\n") == 1
    assert names(path) == ["n" * 65_535, "next"]
    assert ksym("verify", path).status == 0
    succeeds("embed", *options, "--max-name", "65535", path)


# Bytes that a name may hold, and what is printed for each.
PRINTED = {
    b'quote"s': 'quote"s', b"it's": "it's", b"sp ace": "sp ace", b"what??/n": "what??/n",
    b"back\\slash": r"back\\slash", b"\\x41": r"\\x41", b"tab\t": r"tab\x09",
    b"new\nline": r"new\x0aline", b"esc\x1b[31m": r"esc\x1b[31m", b"\x01": r"\x01",
    b"del\x7f": r"del\x7f", b"%s%n": "%s%n", "gr\u00fc\u00dfe".encode(): "gr\u00fc\u00dfe",
    "\u4e16\u754c".encode(): "\u4e16\u754c", b"a,b;c|d": "a,b;c|d",
}


def test_control_bytes_and_backslashes_are_escaped_on_output(tmp_path):
    path = embedded(tmp_path, kernel(*at_steps(PRINTED)))
    assert [e[2] for e in Image(path.read_bytes()).flat()[0]] == [*PRINTED, COUNT.encode()]
    assert names(path) == list(PRINTED.values())
    said = lookup(path, *(TEXT + 2 * i for i in range(len(PRINTED))))
    assert said == [f"{printed}+0x0/0x2" for printed in PRINTED.values()]


def test_find_takes_a_name_as_it_is_and_prints_it_on_one_line(tmp_path):
    path = embedded(tmp_path, kernel(*at_steps(PRINTED)))
    assert succeeds("find", path, *PRINTED) == "".join(
        f"0x{TEXT + 2 * i:x} {printed}\n" for i, printed in enumerate(PRINTED.values()))


def test_json_holds_names_as_they_are(tmp_path):
    path = embedded(tmp_path, kernel(*at_steps(PRINTED)))
    stored = [e["name"] for e in json.loads(succeeds("list", "--json", path))]
    assert stored == [*(name.decode() for name in PRINTED), COUNT]


@pytest.mark.parametrize("name", [b"\xff", b"latin\xe9", b"\xc3", b"\xc0\x80", b"\xed\xa0\x80",
                                  b"\xf4\x90\x80\x80", b"ok\xe2\x82"])
def test_bytes_that_are_no_utf8_break_nothing(tmp_path, name):
    elf = kernel(Symbol(name, TEXT, 8), Symbol("next", TEXT + 8, 8))
    path = embedded(tmp_path, elf)
    assert Image(path.read_bytes()).flat()[0][0][2] == name
    for args in ["list"], ["lookup", hex(TEXT)], ["find", name], ["verify"]:
        command, *rest = args
        assert ksym(command, path, *rest).status == 0
        result = ksym(command, "--json", path, *rest)
        assert result.status == 0 and result.err == ""
        json.loads(result.out.encode("utf-8", "surrogateescape").decode())
    assert [e["size"] for e in json.loads(succeeds("list", "--json", path))] == [8, 8, 8]


def test_a_name_in_the_table_that_never_ends(tmp_path):
    path = embedded(tmp_path, kernel(Symbol("last", TEXT, 8)))
    image = Image(path.read_bytes())
    section = image.section(".kernel_symbols")
    filled = bytearray(image.data)
    at = section["offset"] + 2 * 24
    filled[at:section["offset"] + section["size"]] = b"n" * (section["size"] - 2 * 24)
    path.write_bytes(filled)
    for args in ["list"], ["lookup", hex(TEXT)], ["find", "last"], ["info"], ["verify"]:
        result = ksym(args[0], path, *args[1:])
        assert result.status in (0, 1) and "nnnn" not in result.out


def test_two_symbols_may_share_the_bytes_of_a_name(tmp_path):
    path = embedded(tmp_path, kernel(Symbol("init", TEXT, 8, bind=0),
                                     Symbol("init", TEXT + 8, 8, bind=0)))
    assert listed(path) == [Listed(TEXT, 8, "init"), Listed(TEXT + 8, 8, "init")]


def test_an_empty_kernel_has_an_empty_table(tmp_path):
    path = write(tmp_path, kernel(counted=True))
    assert ksym("embed", "--include", "nothing", path).status == 0
    assert succeeds("list", path) == ""
    assert lookup(path, TEXT) == ["?"]
