# SPDX-License-Identifier: MIT OR Apache-2.0
"""`ksym decode` on the lines that kernels, debuggers and tools print.

The lines below are expected output, with notes worked out by hand from MAP. The input is the same
without notes.
"""
import random
import re
import struct
import subprocess

import pytest

from command import KSYM, succeeds, write
from elf import EM_ARM, SHF_ALLOC, SHF_WRITE, Section
from kernels import kernel

# 0x400d1200 as on an ESP32, 0x80001000 as in a RAM, one address all of decimal digits and one
# that has letters in it.
MAP_32 = """\
08001000 100 T reset
400d1200 100 T app_main
80001000 100 T start
80001100 100 T main_loop
8000a000 100 T irq_entry
80002000 100 D queue
"""
MAP_64 = """\
0000000080001100 100 T bl31_main
ffffffff81001100 100 T do_oops
ffffffffc0000000 100 T kernel_init
ffffffffc0001100 100 d log_buffer
"""
NAMES = {32: "reset|app_main|start|main_loop|irq_entry",
         64: "bl31_main|do_oops|kernel_init"}
NOTE = {bits: re.compile(rf" \((?:{names})\+0x[0-9a-f]+\)") for bits, names in NAMES.items()}


@pytest.fixture(name="tables", scope="module")
def _tables(tmp_path_factory):
    path = tmp_path_factory.mktemp("tables")
    for bits, text in ((32, MAP_32), (64, MAP_64)):
        (path / f"map{bits}").write_text(text)
        succeeds("table", "--map", path / f"map{bits}", "-o", path / f"{bits}")
    return path


def decode(tables, bits, log):
    done = subprocess.run([KSYM, "decode", tables / f"{bits}"], input=log, capture_output=True,
                          timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, b""), done
    return done.stdout


def holds(tables, bits, line):
    wanted = line.encode("utf-8", "surrogateescape")
    given = NOTE[bits].sub("", line).encode("utf-8", "surrogateescape")
    assert decode(tables, bits, given) == wanted
    assert decode(tables, bits, wanted) == wanted
    assert decode(tables, bits, given + b"\n" + given) == wanted + b"\n" + wanted


# What is named

@pytest.mark.parametrize("line", [
    # A word of 0x; of 8 digits with a letter; of 8 without, in brackets.
    "0x80001120 (main_loop+0x20) 0X80001120 (main_loop+0x20) 0x080001120 (main_loop+0x20)",
    "8000a0aa (irq_entry+0xaa), 8000A0AA (irq_entry+0xaa); <8000a0aa (irq_entry+0xaa)>",
    "[80001120 (main_loop+0x20)] [<80001120 (main_loop+0x20)>] <80001120 (main_loop+0x20)>",
    "0000000080001120 (main_loop+0x20) ffffffff80001120 (main_loop+0x20)",
    "0xffffffff8000a001 (irq_entry+0x1)",
    # What C and assemblers put behind a number.
    "0x80001120UL (main_loop+0x20) 0x80001120ull (main_loop+0x20) 0x80001120u (main_loop+0x20)",
    "80001120h (main_loop+0x20) 8000a001H (irq_entry+0x1)",
    # xv6
    "scause 0x000000000000000d\nsepc=0x0000000080001120 (main_loop+0x20) stval=0x0\n",
    "panic: kerneltrap",
    " 8000a0aa (irq_entry+0xaa) 8000a0ab (irq_entry+0xab) 0 0 0 0 0 0 0 0",
    # Linux on RISC-V, Arm, MIPS and PowerPC
    "epc : 80001120 (main_loop+0x20) ra : 80001004 (start+0x4) sp : 80002010",
    "PC is at 80001120 (main_loop+0x20)",
    "pc : [<80001120 (main_loop+0x20)>]    lr : [<80001004 (start+0x4)>]    psr: 60000013",
    "sp : 80002000  ip : 80001004 (start+0x4)  fp : 80002010",
    "r10: 80001120 (main_loop+0x20)  r9 : 80001004 (start+0x4)  r8 : 00000000",
    "EAX: 80001120 (main_loop+0x20) EBX: 00000000 PR  : 80001004 (start+0x4)",
    "$ 4   : 80002000 80001120 (main_loop+0x20) 00000001 80001004 (start+0x4)",
    "GPR00: 80001004 (start+0x4) 80002000 80001120 (main_loop+0x20) 00000000",
    "epc   : 80001120 (main_loop+0x20)\nra    : 80001004 (start+0x4)",
    "Call Trace:\n[<80001120 (main_loop+0x20)>]\n[<8000a001 (irq_entry+0x1)>]",
    # FreeRTOS, Zephyr, ESP-IDF
    "R14 = 80001120 (main_loop+0x20) PC = 80001004 (start+0x4) xPSR = 61000000",
    "Faulting instruction address (r15/pc): 0x08001004 (reset+0x4)",
    "E:     0: fp: 0x80002010 ra: 0x80001120 (main_loop+0x20)",
    "Backtrace: 0x400d1234 (app_main+0x34):0x3ffb1230 0x400d1240 (app_main+0x40):0x3ffb1250",
    "Backtrace:0x400d1234 (app_main+0x34):0x3ffb24700x400d1240 (app_main+0x40):0x3ffb2490",
    "0x3ffb24700x80001120 (main_loop+0x20)",
    "PC      : 0x400d1234 (app_main+0x34)  PS      : 0x00060730  A0      : 0x800d1240",
    # U-Boot, TF-A, Circle, NuttX
    "pc : [<80001120 (main_loop+0x20)>]\t   lr : [<80001004 (start+0x4)>]",
    "elr_el3        = 0x0000000080001120 (main_loop+0x20)",
    "stack[3] is 0x8000A001 (irq_entry+0x1)",
    "sched_dumpstack: backtrace| 0: 0x80001120 (main_loop+0x20) 0x80001004 (start+0x4)",
    # debuggers
    "#1  80001120 (main_loop+0x20)\n#2: 80001004 (start+0x4)",
    "   1: 0x80001120 (main_loop+0x20)",
    "=> 0x80001120 (main_loop+0x20):\tadd a0, a0, 1",
    "   4:     0x80001120 (main_loop+0x20) - <unknown>\n#1  0x80001120 (main_loop+0x20) in ?? ()",
    "#1  0x80001120 (main_loop+0x20) n/a (n/a + 0x0)",
    # in JSON, in colours, behind other bytes
    '{"pc":"0x80001120 (main_loop+0x20)","msg":"trace:\\n0x80001120 (main_loop+0x20)\\n"}',
    '{"msg":"\\u001b[31m0x80001120 (main_loop+0x20)\\u001b[0m\\t[80001120 (main_loop+0x20)]"}',
    '{"pc":"80001120 (main_loop+0x20)","count":"80001120", "pc": 80001120}',
    '{"log":"{\\"pc\\":\\"0x80001120 (main_loop+0x20)\\"}\\n","n":80001120}',
    "\\n0x80001120 (main_loop+0x20)\\r\\n\\t8000a001 (irq_entry+0x1)\\n",
    "\x1b[31m0x80001120 (main_loop+0x20)\x1b[0m \x1b[1;31m8000a001 (irq_entry+0x1)\x1b[m",
    "pc : \x1b[1m80001120 (main_loop+0x20)\x1b[m",
    "\\x1b[31m0x80001120 (main_loop+0x20)\\x1b[0m \\e[1m0x80001120 (main_loop+0x20)",
    "\0\0000x80001120 (main_loop+0x20)\0 8000a001 (irq_entry+0x1)\0",
    "\udcff0x80001120 (main_loop+0x20)\udc80\u00e9 0x80001120 (main_loop+0x20)\r",
    # no row of a dump, no offset
    "added: 12 from 0x80001120 (main_loop+0x20)",
    "[   12.345678] fault at 0x80001120 (main_loop+0x20), 12 times",
    "11-28 04:38:17.123  1234  1234 F DEBUG : pc 80001120 (main_loop+0x20)",
    "0x80001120 (main_loop+0x20) lr foo 0x80001004 (start+0x4) const",
])
def test_addresses_of_32_bits(tables, line):
    holds(tables, 32, line)


@pytest.mark.parametrize("line", [
    "ELR_EL1: 0xffffffffc0000018 (kernel_init+0x18)\n      Symbol: kernel_init",
    "x29: ffff800008003e40 x28: 0000000000000000 x30: ffffffffc0000018 (kernel_init+0x18)",
    "RIP: 0010:[<ffffffff81001122 (do_oops+0x22)>] ",
    "RAX: ffffffff81001122 (do_oops+0x22) RBX: 0000000000000000 RCX: ffffffffc0001108",
    " epc : ffffffff81001122 (do_oops+0x22) ra : ffffffff81001130 (do_oops+0x30) sp : ff20",
    "x30            = 0x0000000080001120 (bl31_main+0x20)",
    "BACKTRACE: START: bl31\n0: EL3: 0x80001120 (bl31_main+0x20)",
    " ffffffff81001122 (do_oops+0x22) ffffffffc0000000 (kernel_init+0x0) 0000000000000000",
    "{{{reset}}}\npc 0x80001120 (bl31_main+0x20)",
])
def test_addresses_of_64_bits(tables, line):
    holds(tables, 64, line)


# What is not

@pytest.mark.parametrize("line", [
    # counts, dates, times
    "80001120 bytes, read 80001120, 20261128, 80001120/80001120 (80001120)",
    "sector 80001120, block=80001120 n:80001120 v1=80001120",
    "2026-11-28 12:34:56 [20261128 80001120] 80001120us",
    # numbers of JSON, of any shape
    '{"count": 80001120, "list": [80001120], "deep": {"list":[1,80001120],"e":80001e20}}',
    '{"s":"\\"","n":[80001120]} {"a":"\\\\","n":[80001120]}',
    # UUIDs, hashes, MAC and IPv6 addresses, file names, colours in HTML
    "8000a001-a001-4001-8001-80001120a001 {8000a001-1120-1120-1120-112011201120}",
    "8000a001" * 4 + " " + "8000a001" * 5 + " " + "8000a001" * 8,
    "80:00:a0:01:11:20 80-00-a0-01-11-20 fe80::8000:a001 8000a001.log g8000a001 #8000a001",
    "8000a001-8000b000 r-xp 00000000 08:01 1120 /lib/ld.so",
    "v6.1-8000a001 /8000a001 0x80001120y x80001120 _8000a001 8000a001_",
    # hex dumps: xxd, hexdump -C, objdump -s, U-Boot's md, Linux's, instructions
    "000000a0: 8000 1120 8000 a001 0000 0000 0000 0000  ... ............",
    "8000a0a0: 80 00 11 20 80 00 a0 01",
    "8000a0a0  80 00 a0 01 11 20 00 00  00 00 00 00 00 00 00 00  |0x80001120 8000a0|",
    " 8000a0a0 8000a001 8000a002 8000a003 8000a004  ................",
    " 8000a0a0 8000a001                             ....            ",
    "8000a0a0: 8000a001 8000a002 00000000 00000000    ................",
    "[   12.345678] 3fe0: 8000a001 8000a002 80001120 00000000 00000000",
    "8000a0a0:\t8000a001          \tsw\tra,12(sp)",
    "0000020 8000a001 8000a002 8000a003 8000a004\n0000040 8000a001",
    "Code: 8000a001 8000a002 (8000a003)",
    # offsets and sizes
    "f+0x80001120/0x8000a001 -0x80001120 a.0x80001120",
    # markup for symbolizers
    "{{{bt:0:0x80001120:pc}}} {{{pc:0x8000a001}}}",
    # another length
    "0x 0xg 0x00000000080001120 8000112 800011200 80000000000a001 0x3ffb24700x800011200",
    # data, and nobody's
    "0x80002010 8000200a 0x90001120",
])
def test_what_is_no_address(tables, line):
    assert not NOTE[32].search(line)
    holds(tables, 32, line)


@pytest.mark.parametrize("line", [
    # Linux, of several times and machines
    "8000a01c header_read+0x1c/0x2a",
    "80001120 (header_read+0x8/0x100)",
    "[<80001120>] header_read+0x8/0x100",
    "[<80001120>] ? header_read+0x8/0x100 [nf_tables]",
    "[<80001120>] (unwind_backtrace) from [<80001004>] (show_stack+0x10/0x14)",
    "[<80001120>] (dump_backtrace+0x0/0x110) from [<80001004>] (dump_stack+0x18/0x1c)",
    "epc   : 80001120 header_read+0x8/0x40",
    "[80002010] [80001120] header_read+0x10/0x20 (unreliable)",
    "[<80001120>] nft_do+0x10/0x20 [nf_tables]",
    "nf_tables+0x80001120",
    "0x80001120 [nf_tables]",
    # ours
    "       1. 000000008000a00c | packet_length",
    "       2. 0000000080001120 | Symbol not found",
    "0x80001120 (packet_length+0x4)",
    "0x80001120 (cpu::halt(int, char) const+0x4) 8000a001 (<T as core::fmt::Debug>::fmt+0x1)",
    "0x80001120 packet_length+0x4/0x40",
    # debuggers, tools, other systems
    "0x80001120 <header_read+8>:\t0x1",
    "8000a001 <header_read>:",
    "#0  0x80001120 in header_read () at main.c:10",
    "#1 0x80001120 in header_read /src/main.c:3",
    "   4:     0x80001120 - core::panicking::panic_fmt::h0123456789abcdef",
    "0x80001120: header_read at main.c:3",
    "Xen call trace:\n   [<80001120>] R header_read+0x10/0x20",
    "E:     0: fp: 0x80002010 ra: 0x80001120 [header_read+0x1a]",
    "3   kernel   0x80001120 header_read + 33",
    "./program(main+0x12) [0x80001120]",
    "/lib/libc.so.6(+0x29d90) [0x80001120]",
    "#1 0x80001120  (/lib/libc.so.6+0x29d90)",
    "#00 pc 80001120  /system/lib/libc.so (abort+164)",
    "==12==    at 0x80001120: header_read (main.c:10)\n==12==    by 0x80001120: f(int) (in /x)",
    "#0  0x000000008000a001 header_read (kernel.elf + 0x1120)",
    " #0 0x80001120 header_read(int) /src/main.c:3:1",
    "        80001120 header_read ([kernel.kallsyms])",
    "#0  \x1b[34m0x80001120\x1b[m in \x1b[33mheader_read\x1b[m (x=1)",
    "\x1b[31m0x80001120\x1b[0m header_read+0x1c/0x2a \\u001b[31m0x8000a001\\u001b[0m f+0x1",
    "PC is at header_read+0x1c/0x2a (0x80001120)",
    # nm, of this very kernel
    "8000a000 T irq_entry",
    "8000a000 00000100 T irq_entry",
    "0x80001120 main_loop",
    '{"pc":"0x80001120 header_read+0x20/0x40"}',
])
def test_what_names_itself(tables, line):
    holds(tables, 32, line)


def test_a_name_like_anything(tmp_path):
    """Names that are read as other things in a log, within strings of JSON too."""
    names = ['0x80001000', 'a "quoted" \\ name', 'x {{{ y', '{"', "tab\\x09", "80001000",
             "operator<(int)", "{{{pc:0x80001000}}}", "(+0x80001000)"]
    (tmp_path / "map").write_text("".join(
        f"{0x80001000 + i * 16:08x} 10 T {name}\n" for i, name in enumerate(names)))
    succeeds("table", "--names", "mangled", "--map", tmp_path / "map", "-o", tmp_path / "32")
    for i in range(len(names)):
        for line in b"pc %#x, lr 0x80001000\n", b'{"m":"%#x\\n","n":[80001000],"o":"0x80001000"}':
            line = line % (0x80001000 + i * 16)
            once = decode(tmp_path, 32, line)
            assert once.count(b"+0x0)") >= 2
            assert decode(tmp_path, 32, once) == once


@pytest.mark.parametrize("command", [
    ["objdump", "-s", "-j", ".data", "{}"], ["od", "-j", "64", "-t", "x4", "--endian=big", "{}"],
    ["od", "-A", "x", "-t", "x4", "--endian=big", "{}"], ["od", "-A", "x", "-t", "x1z", "{}"]])
def test_dumps_as_tools_print_them(tables, tmp_path, command):
    """Of an ELF full of addresses at an address; its last row is short."""
    data = b"".join(struct.pack(">I", 0x8000a000 + i) for i in range(27))
    path = write(tmp_path, kernel(bits=32, machine=EM_ARM, sections=[
        Section(".data", 0x8000a0a0, data, SHF_ALLOC | SHF_WRITE)]))
    text = subprocess.run([arg.format(path) for arg in command], capture_output=True,
                          check=True).stdout
    assert b"8000a001" in text or command[-2] == "x1z"
    assert decode(tables, 32, text) == text


# Any bytes

def noise(rng):
    words = [b"0x80001120", b"8000a001", b"80001120", b"[<", b">]", b" ", b"\n", b"\\n",
             b"\x1b[31m", b'{"', b'"', b"}", b"{{{", b"}}}", b": ", b"pc", b"+0x",
             b"(main_loop+0x20)", b"\0", b"Code:", b"0x3ffb2470", b"  ", b"|", b"#1 ", b"\xff",
             b"UL", b"-", b"/", b" in ", b"(",
             b"ffffffff80001120", b"build id ", b"\\", b"Comm: "]
    made = b"".join(rng.choice(words) for _ in range(rng.randrange(400)))
    return made + rng.randbytes(rng.randrange(64))


def test_nothing_but_notes_is_added(tables):
    note = re.compile(NOTE[32].pattern.encode())
    for seed in range(60):
        log = noise(random.Random(seed))
        once = decode(tables, 32, log)
        assert note.sub(b"", once) == note.sub(b"", log), seed
        assert decode(tables, 32, once) == once, seed


@pytest.mark.parametrize("length", [65536 - 4096, 65536 - 20, 65536 - 1, 65536, 100_000, 300_000])
def test_a_line_longer_than_the_window(tables, length):
    for unit in b" ", b"a ", b"0x80001120 foo+0x1 ", b"0x80001120 (main_loop+0x20) ":
        text = (unit * (length // len(unit))).ljust(length, b"z") + b" "
        wanted = text + b"pc : 80001120 (main_loop+0x20), 0x80001120 foo+0x20 end" + text + \
            b"0x8000a001 (irq_entry+0x1)"
        assert decode(tables, 32, text + b"pc : 80001120, 0x80001120 foo+0x20 end" + text +
                      b"0x8000a001") == wanted
