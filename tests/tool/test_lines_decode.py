# SPDX-License-Identifier: MIT OR Apache-2.0
"""`decode --lines`: what is put behind the addresses of a log, and what stays."""
import pytest

from command import ksym, succeeds, write
from kernels import TEXT
from lines import BARE, F, G, MORE, NEAR, RETURNS, TWICE, kernel_with_lines

IN_F, IN_TWICE = b"f+0x4 a.c:10", (b"twice inc/b.h:3 (inlined by) more a.c:21 (inlined by) "
                                   b"f+0x8 a.c:12")
ALONE = b"twice inc/b.h:3 (inlined by) more a.c:21 (inlined by) a.c:12"


@pytest.fixture(name="table")
def _table(tmp_path):
    succeeds("table", "--lines", "full", write(tmp_path, kernel_with_lines()),
             "-o", tmp_path / "table")
    return tmp_path / "table"


@pytest.fixture(name="calls")
def _calls(tmp_path):
    succeeds("table", "--lines", "calls", write(tmp_path, kernel_with_lines()),
             "-o", tmp_path / "calls")
    return tmp_path / "calls"


def decode(table, text, *options):
    return succeeds("decode", "--lines", *options, table,
                    stdin=text.decode("utf-8", "surrogateescape")).encode(
                        "utf-8", "surrogateescape")


def address(addr):
    return f"{addr:#x}".encode()


@pytest.mark.parametrize("before, after", [
    (b"pc 0x10004\n", b"pc 0x10004 (%s)\n" % IN_F),
    (b"lr=0x10008,sp=0x20000", b"lr=0x10008 (%s),sp=0x20000" % IN_TWICE),
    (b"[<0000000000010030>]", b"[<0000000000010030 (g+0x0 a.c:31)>]"),
    # No line is known there; nobody's.
    (b"0x10040 0x20000", b"0x10040 (bare+0x0) 0x20000"),
    # The line has the name.
    (b" 1. 0x10008 | f+0x8\n", b" 1. 0x10008 (%s) | f+0x8\n" % ALONE),
    (b"0x10004 f+0x4/0x30", b"0x10004 f+0x4/0x30 (a.c:10)"),
    (b"[<0000000000010004>] ? f+0x4/0x30\n", b"[<0000000000010004>] ? f+0x4/0x30 (a.c:10)\n"),
    (b"f+0x4/0x30 (0x10004)", b"f+0x4/0x30 (a.c:10) (0x10004)"),
    (b"f+0x4/0x30, 0x10030", b"f+0x4/0x30 (a.c:10), 0x10030 (g+0x0 a.c:31)"),
    # There is a name alone.
    (b" f+0x8/0x30\n ? f+0x4/0x30\r\n", b" f+0x8/0x30 (%s)\n ? f+0x4/0x30 (a.c:10)\r\n" % ALONE),
    (b"RIP: 0010:g+0x0/0x10, f+0x4/0x30", b"RIP: 0010:g+0x0/0x10 (a.c:31), f+0x4/0x30 (a.c:10)"),
    (b'{"at": "f+0x4/0x30"}', b'{"at": "f+0x4/0x30 (a.c:10)"}'),
    # Linux's sizes have the fill up to the next symbol.
    (b" f+0x8/0x40 g+0x4/0x1000", b" f+0x8/0x40 (%s) g+0x4/0x1000" % ALONE),
    # Another's name, size or module, or more than a name.
    (b"h+0x4/0x30 f+0x4/0x20 f+0x4 [<f+0x31/0x30>] f+0x4/0x30 [mod] af+0x4/0x30", None),
    (b"bare+0x1/0x10", None),
    (b"0x10030 (g+0x0)", b"0x10030 (a.c:31) (g+0x0)"),
    (b"#0  0x10008 in f ()\n", b"#0  0x10008 (%s) in f ()\n" % ALONE),
    (b"0000000000010030 0000000000000010 T g\n",
     b"0000000000010030 (a.c:31) 0000000000000010 T g\n"),
    (b"0x10040 (bare+0x0)", None),
    # In a string of JSON too.
    (b'{"pc": "0x10004"}', b'{"pc": "0x10004 (%s)"}' % IN_F),
])
def test_lines_are_added(table, before, after):
    after = before if after is None else after
    assert decode(table, before) == after
    assert decode(table, after) == after


def test_what_was_decoded_without_lines_is_not_named_again(table):
    named = succeeds("decode", table, stdin="0x10004 0x10008").encode()
    assert named == b"0x10004 (f+0x4) 0x10008 (f+0x8)"
    lines = b"0x10004 (a.c:10) (f+0x4) 0x10008 (%s) (f+0x8)" % ALONE
    assert decode(table, named) == lines
    assert decode(table, lines) == lines
    full = decode(table, b"0x10004 0x10008")
    assert succeeds("decode", table, stdin=full.decode()).encode() == full


def test_return_addresses_have_the_line_of_the_call(table, calls):
    first, second = map(address, RETURNS)
    for path in table, calls:
        assert decode(path, first, "-r") == first + b" (f+0x8 a.c:10)"
    assert decode(table, second, "-r") == second + (b" (more a.c:22 (inlined by) f+0x14 a.c:12)")
    assert decode(calls, second, "-r") == second + b" (f+0x14 a.c:12)"
    assert decode(calls, address(NEAR)) == address(NEAR) + b" (f+0xc a.c:12 (approximate))"
    biased = address(RETURNS[0] + 0x200000)
    assert decode(table, biased, "-r", "--bias", "0x200000") == biased + b" (f+0x8 a.c:10)"


def test_colours_go_around_the_whole_note(table):
    assert decode(table, b"0x10004", "--color", "always") == \
        b"0x10004\x1b[36m (%s)\x1b[0m" % IN_F


def test_a_log_of_another_build_has_no_lines(tmp_path):
    path = write(tmp_path, kernel_with_lines(build_id=bytes(20)))
    succeeds("embed", "--lines", "full", path)
    log = f"Build ID: {bytes(range(20)).hex()}\n{TEXT:#x}\n"
    result = ksym("decode", "--lines", path, stdin=log)
    assert result.status == 0 and result.out == log and "build id" in result.err


def test_every_row_of_a_long_line(table):
    """Longer than the window in which a line is decoded."""
    text = b" ".join(address(a) for a in [F, TWICE, MORE, G, BARE] * 4000)
    short = decode(table, b" ".join(map(address, [F, TWICE, MORE, G, BARE])))
    assert decode(table, text) == b" ".join([short] * 4000)
