# SPDX-License-Identifier: MIT OR Apache-2.0
"""`ksym lookup -` on a pipe: it answers each line before it waits for the next."""
import os
import re
import select
import subprocess

import pytest

from command import KSYM, embedded, ksym, succeeds
from elf import Symbol
from kernels import TEXT, kernel

SECONDS = 60


@pytest.fixture(name="elf", params=["compact", "flat"])
def _elf(tmp_path, request):
    return embedded(tmp_path, kernel(Symbol("main", TEXT, 0x40), Symbol("halt", TEXT + 0x80, 8)),
                    "--format", request.param)


def answer(addr):
    for name, start, size in (("main", TEXT, 0x40), ("halt", TEXT + 0x80, 8)):
        if start <= addr < start + size:
            return f"0x{addr:x} {name}+0x{addr - start:x}/0x{size:x}\n"
    return f"0x{addr:x} ?\n"


def read_line(pipe):
    """A line that must come without more being written."""
    line = b""
    while not line.endswith(b"\n"):
        assert select.select([pipe], [], [], SECONDS)[0], f"no answer, only {line}"
        line += os.read(pipe.fileno(), 1)
    return line.decode()


def test_a_partner_gets_each_answer_before_it_asks_again(elf):
    with subprocess.Popen([KSYM, "lookup", elf, "-"], bufsize=0, stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as partner:
        for addr in (TEXT, TEXT + 0x84, 0):
            partner.stdin.write(b"0x%x\n" % addr)
            assert read_line(partner.stdout) == answer(addr)
        partner.stdin.write(b"nonsense\n")
        assert read_line(partner.stdout) == "?\n"
        partner.stdin.write(b"0x%x\n0x%x\n0x1" % (TEXT, TEXT + 1))
        assert read_line(partner.stdout) == answer(TEXT)
        assert read_line(partner.stdout) == answer(TEXT + 1)
        partner.stdin.write(b"0000\n")
        assert read_line(partner.stdout) == answer(0x10000)
        partner.stdin.close()
        assert partner.wait(timeout=SECONDS) == 1


def test_lines_that_are_no_address(elf):
    lines = ["0x10000", "", "main", "0x10001\r", "0x10002\r\r", "0x1\r0", "\0", "0x10003\0", "0x",
             " 0x10004", "0x10004 ", "-1", "0x10000000000000000", "f" * 5000,
             "0x" + "0" * 5000 + "1", "0x" + "0" * 125 + "\r1", "9" * 100_000, "0x10005"]
    wrong = [i for i, line in enumerate(lines, 1)
             if not re.fullmatch(r"0x[0-9a-f]{1,16}\r?", line)]
    assert len(wrong) == len(lines) - 3
    for end in "\n", "":
        result = ksym("lookup", elf, "-", stdin="\n".join(lines) + end)
        assert result.status == 1
        assert result.out == "".join(
            "?\n" if i in wrong else answer(int(line.rstrip("\r"), 16))
            for i, line in enumerate(lines, 1))
        said = result.err.splitlines()
        assert [int(re.match(r"ksym: standard input: line (\d+): '", line)[1])
                for line in said] == wrong
        assert said[1] == "ksym: standard input: line 3: 'main' is not an address"
        assert max(map(len, said)) < 400


def test_the_last_line_and_lines_of_crlf(elf):
    assert succeeds("lookup", elf, "-", stdin="0x10000\r\n0x10001\r\n0x10002") == \
        "".join(map(answer, (0x10000, 0x10001, 0x10002)))


def test_pieces_of_any_size(elf):
    asked = list(range(TEXT - 8, TEXT + 0x90))
    text = "".join(f"{addr:#x}\n" for addr in asked).encode()
    for size in (1, 2, 7, 4096):
        with subprocess.Popen([KSYM, "lookup", elf, "-"], bufsize=0, stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE) as pieces:
            for at in range(0, len(text), size):
                pieces.stdin.write(text[at:at + size])
            assert pieces.communicate(timeout=SECONDS)[0].decode() == "".join(map(answer, asked))


def test_more_than_any_buffer_holds(elf):
    asked = [TEXT - 16 + i % 0xa0 for i in range(300_000)]
    said = succeeds("lookup", elf, "-", stdin="".join(f"{addr:#x}\n" for addr in asked),
                    timeout=SECONDS)
    assert said == "".join(map(answer, asked))


def test_operands_are_looked_at_before_anything_is_answered(elf):
    result = ksym("lookup", elf, "0x10000", "-", "main", stdin="0x10000\n")
    assert (result.status, result.out) == (2, "")


def test_a_full_disk_ends_it(elf):
    with open("/dev/full", "wb") as full:
        with subprocess.Popen([KSYM, "lookup", elf, "-"], bufsize=0, stdin=subprocess.PIPE,
                              stdout=full, stderr=subprocess.PIPE) as filter_:
            filter_.stdin.write(b"0x10000\n")
            assert filter_.wait(timeout=SECONDS) == 1  # though more could come
            assert b"standard output: " in filter_.stderr.read()
