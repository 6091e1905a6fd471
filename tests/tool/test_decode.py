# SPDX-License-Identifier: MIT OR Apache-2.0
"""`ksym decode` adds names after addresses of code, and changes nothing else."""
import os
import pty
import re
import resource
import subprocess
import tty

import pytest

from command import KSYM, embedded, ksym, succeeds
from elf import EM_ARM, NOTYPE, Symbol
from kernels import BSS, DATA, TEXT, kernel

MAIN, HALT, LABEL = TEXT, TEXT + 0x80, TEXT + 0x40
SYMBOLS = (Symbol("main", MAIN, 0x40), Symbol("label", LABEL, 0, NOTYPE),
           Symbol("_ZN3cpu4haltEv", HALT, 8), Symbol("data", DATA, 8, 1, section=".data"),
           Symbol("__bss_start", BSS, 0, NOTYPE, section=".bss"))


@pytest.fixture(name="elf")
def _elf(tmp_path):
    return embedded(tmp_path, kernel(*SYMBOLS), "--format", "compact", name="kernel.elf")


def decode(elf, text, *options):
    done = subprocess.run([KSYM, "decode", *options, elf], input=text, capture_output=True,
                          timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, b""), done
    return done.stdout


@pytest.mark.parametrize("before, after", [
    (b"pc 0x10004\n", b"pc 0x10004 (main+0x4)\n"),
    (b"[<0000000000010080>]", b"[<0000000000010080 (cpu::halt()+0x0)>]"),
    (b"0x10040 0X10041\r\n", b"0x10040 (label+0x0) 0X10041 (label+0x1)\r\n"),
    (b"lr=0x10004,sp=0x20000", b"lr=0x10004 (main+0x4),sp=0x20000"),
    (b"0x0000000000010004", b"0x0000000000010004 (main+0x4)"),
    (b"0x10004", b"0x10004 (main+0x4)"),
    (b"[00010080]|0000000000010080", b"[00010080 (cpu::halt()+0x0)]|"
                                     b"0000000000010080 (cpu::halt()+0x0)"),
    # No address: another length, part of a word, an offset, data, nobody's, too long.
    (b"000010080 010080 10004 x0x10004 0x10004y 0x10004_", None),
    (b"f+0x10004/0x10080 -0x10004 a.0x10004", None),
    (b"0x20000 0x30000 0x10088 0x10 0x 0xg", None),
    (b"0x00000000000010004 00000000000010004", None),
    (b"\0\xff\x80 " + b"a" * 100_000 + b" 0x\n\n\r", None),
])
def test_what_is_an_address(elf, before, after):
    assert decode(elf, before) == (before if after is None else after)
    assert decode(elf, decode(elf, before)) == decode(elf, before)


@pytest.mark.parametrize("rest, there", [
    (b" (main+0x4)", True), (b" (main+0x4", True), (b" (main+0x5)", True), (b" (mai", False),
    (b" (0x10080", False), (b" (main 0x10080)", True), (b" ", False), (b"  (main+0x4)", True),
    (b" (", False), (b" (main+0x10080)", True), (b" (main+0x4) 0x10080", True)])
def test_a_note_that_is_there_already_or_almost(elf, rest, there):
    note = b"" if there else b" (main+0x4)"
    behind = rest.replace(b" 0x10080", b" 0x10080 (cpu::halt()+0x0)")
    behind = behind.replace(b"(0x10080", b"(0x10080 (cpu::halt()+0x0)")
    assert decode(elf, b"0x10004" + rest + b"\n") == b"0x10004" + note + behind + b"\n"


def test_return_addresses_and_a_bias(elf):
    for option in "-r", "--return":
        assert decode(elf, b"0x10080 0x10081", option) == b"0x10080 (label+0x40) " \
                                                          b"0x10081 (cpu::halt()+0x1)"
    assert decode(elf, b"0x10004 0x210004", "--bias", "0x200000") == \
        b"0x10004 0x210004 (main+0x4)"
    assert decode(elf, b"0x8004", "--bias", "-0x8000") == b"0x8004 (main+0x4)"
    assert ksym("decode", "--bias", "much", elf).status == 2


def test_a_return_address_has_the_offset_of_its_own(tmp_path):
    """Of Thumb code bit 0 is set; 0x10010 is behind the call that ends main."""
    symbols = Symbol("main", TEXT + 1, 0x10), Symbol("halt", TEXT + 0x11, 8)
    elf = embedded(tmp_path, kernel(*symbols, bits=32, machine=EM_ARM), "--format", "compact")
    table = tmp_path / "table"
    succeeds("table", elf, "-o", table)
    for path in elf, table:
        assert decode(path, b"lr 0x00010011 0x10010 0x10013", "-r") == \
            b"lr 0x00010011 (main+0x10) 0x10010 (main+0x10) 0x10013 (halt+0x2)"
        assert decode(path, b"pc 0x00010011") == b"pc 0x00010011 (halt+0x1)"


# Build ids

OWN, OTHER = bytes(range(0x10, 0x24)), bytes(range(0x30, 0x44))


@pytest.fixture(name="built")
def _built(tmp_path):
    return embedded(tmp_path, kernel(*SYMBOLS, build_id=OWN), "--format", "compact")


@pytest.mark.parametrize("line", [
    "Build ID: {}", "Build id: {}", "(XEN) build-id: {}", "buildid={}", 'BuildId: "{}"',
    "CPU: 0 PID: 1 Comm: init Not tainted 6.12.0 #1 {}"])
def test_the_log_of_another_build(built, tmp_path, line):
    log = tmp_path / "log"
    log.write_text("0x10004\n" + line.format(OWN.hex().upper()) + "\n0x10004\n"
                   + line.format(OTHER.hex()) + "\n0x10004\n" + line.format(OTHER.hex())
                   + "\n0x10004\n" + line.format(OWN.hex()) + "\n0x10004\n")
    done = ksym("decode", built, log)
    noted = [line for line in done.out.splitlines() if line.startswith("0x")]
    assert noted == ["0x10004 (main+0x4)"] * 2 + ["0x10004"] * 2 + ["0x10004 (main+0x4)"]
    assert done.status == 0 and done.err.count("\n") == 1
    assert done.err.startswith(f"ksym: {log}: line 4: build id {OTHER.hex()}, ")
    assert OWN.hex() in done.err


def test_a_frame_of_another_build(built):
    done = ksym("decode", built, stdin=f"pc 0x10004 (BuildId: {OWN.hex()})\n"
                f"(BuildId: {OTHER.hex()}) pc 0x10004\n"
                f"#1 pc 0x10004 (BuildId: {OTHER.hex()})\npc 0x10004\n")
    assert done.out.count("(main+0x4)") == 2 and done.out.endswith("\npc 0x10004 (main+0x4)\n")


@pytest.mark.parametrize("line", [
    "Build ID: " + OWN.hex()[:16], "Build ID: none", "build id 12", "Rebuild id: " + OTHER.hex(),
    "build identity " + OTHER.hex(), OTHER.hex(), "build-id: " + OTHER.hex()[:9],
    "Comm: x " + OTHER.hex() + " y"])
def test_what_states_no_other_build(built, line):
    assert succeeds("decode", built, stdin=line + "\n0x10004") == line + "\n0x10004 (main+0x4)"


def test_a_table_without_a_build_id_is_of_any(elf):
    assert decode(elf, b"Build ID: %s\n0x10004" % OTHER.hex().encode()).endswith(b" (main+0x4)")


def test_a_machine_of_32_bits(tmp_path):
    elf = embedded(tmp_path, kernel(Symbol("main", TEXT, 0x40), bits=32, machine=EM_ARM),
                   "--format", "compact")
    assert decode(elf, b"<00010004> 0000000000010004 10004") == \
        b"<00010004 (main+0x4)> 0000000000010004 (main+0x4) 10004"


def test_a_file_and_a_table_and_what_is_none(elf, tmp_path):
    log, table = tmp_path / "log", tmp_path / "table"
    log.write_bytes(b"0x10004\n")
    succeeds("table", elf, "-o", table)
    assert succeeds("decode", table, log) == "0x10004 (main+0x4)\n"
    assert succeeds("decode", elf, log) == "0x10004 (main+0x4)\n"
    done = ksym("decode", elf, tmp_path / "none")
    assert done.status == 1 and "none: No such file" in done.err
    assert ksym("decode", elf, tmp_path).status == 1


def test_a_line_comes_out_before_the_next_goes_in(elf):
    with subprocess.Popen([KSYM, "decode", elf], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE) as filter_:
        for i in range(3):
            filter_.stdin.write(b"0x%x\n" % (MAIN + i))
            filter_.stdin.flush()
            assert filter_.stdout.readline() == b"0x%x (main+0x%x)\n" % (MAIN + i, i)
        filter_.stdin.close()
        assert filter_.wait(timeout=60) == 0


def test_pieces_of_any_size_are_one_log(elf):
    text = b"a 0x10004 (main+0x5) [<0000000000010080>] 0x10004 (main+0x4)\n" * 3
    whole = decode(elf, text)
    for size in (1, 2, 3, 7):
        read, write = os.pipe()
        with subprocess.Popen([KSYM, "decode", elf], stdin=read, stdout=subprocess.PIPE) as pieces:
            os.close(read)
            for at in range(0, len(text), size):
                os.write(write, text[at:at + size])
            os.close(write)
            assert pieces.communicate(timeout=60)[0] == whole


def test_a_line_longer_than_memory(elf, tmp_path):
    """A word and blanks of 32 MiB each, with an address between, in 16 MiB of memory."""
    limit = 16 << 20
    log = tmp_path / "log"
    log.write_bytes(b"a" * (32 << 20) + b" 0x10004 " + b" " * (32 << 20))
    done = subprocess.run(
        [KSYM, "decode", elf, log], stdout=subprocess.PIPE, check=True, timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (limit, limit)))
    assert done.stdout == log.read_bytes().replace(b"0x10004", b"0x10004 (main+0x4)")


def test_what_was_read_comes_out_when_reading_fails(elf):
    """Reading a pseudo-terminal whose other end is closed fails with an error, not with end of
    file."""
    log, machine = pty.openpty()
    tty.setraw(machine)
    with subprocess.Popen([KSYM, "decode", elf], stdin=log, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE) as filter_:
        os.write(machine, b"first\nx 0x10004")
        assert filter_.stdout.read(6) == b"first\n"
        os.close(machine)
        out, err = filter_.communicate(timeout=60)
    os.close(log)
    assert out == b"x 0x10004 (main+0x4)"
    assert (filter_.returncode, err) == (1, b"ksym: standard input: Input/output error\n")
