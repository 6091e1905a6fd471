# SPDX-License-Identifier: MIT OR Apache-2.0
"""The example kernels in QEMU: each panics with a backtrace. Names are compared with readelf and
c++filt, and addresses with addr2line: each must be on the source line that faults or calls.
"""

import os
import pathlib
import re
import subprocess
from dataclasses import dataclass

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
BUILD = ROOT / "build/examples"

EXCEPTION = "CPU exception"
START = ("_start", "kernel_main")
IN_C = [
    ("sensor_read", "*(const volatile uint32_t *)reg"),
    ("sensor_average", "sensor_read(reg)"),
    ("control_loop", "sensor_average("),
    ("kernel_main", "control_loop()"),
    START,
]


@dataclass
class Example:
    """What a kernel prints when it panics, and the functions called, last first.

    A function is the name that its source gives it, as addr2line prints it, and
    what the line holds that it is at.
    """

    why: str
    calls: list
    framed: bool = True  # every function keeps a frame, leaves too


EXPECTED = {
    "riscv64": Example(EXCEPTION, IN_C),
    "x86_64": Example(EXCEPTION, IN_C),
    "cortex-m3": Example(EXCEPTION, IN_C, framed=False),
    "s390x": Example(EXCEPTION, IN_C, framed=False),
    "aarch64-cxx": Example(
        EXCEPTION,
        [
            ("sensors::Thermometer<3u>::read(unsigned long) const", "[Channel]"),
            (
                "unsigned int sensors::average<sensors::Thermometer<3u> >"
                "(sensors::Thermometer<3u> const&, unsigned int)",
                "sensor.read(",
            ),
            ("control::loop()", "average("),
            ("kernel_main", "control::loop()"),
            START,
        ],
    ),
    "aarch64-rust": Example(
        "panicked at 'index out of bounds: the len is 4 but the index is 4', kernel.rs:20:13",
        [
            ("rust_begin_unwind", "panic("),
            ("core::panicking::panic_fmt", None),  # core is compiled without -g
            ("core::panicking::panic_bounds_check", None),
            ("<kernel::sensors::Thermometers<4>>::read", "self.0[channel]"),
            ("<kernel::sensors::Thermometers<4>>::average", "self.read("),
            ("kernel::control_loop", ".average(count)"),
            ("kernel_main", "control_loop("),
            START,
        ],
    ),
}

LINE = re.compile(r"  0x([0-9a-f]+) (.+)\+0x([0-9a-f]+)/0x([0-9a-f]+)(?: (\S+:\d+))?")
INLINED = re.compile(r"  0x([0-9a-f]+) (.+) \(inlined\) (\S+:\d+)")

# What sets the frame pointer, in a function's first instructions.
FRAME_SET = {
    "x86_64": r"mov\s+%rsp,%rbp",
    "riscv64": r"addi?\s+s0,sp,",
    "aarch64-cxx": r"(mov\s+x29, sp|add\s+x29, sp,)",
    "aarch64-rust": r"(mov\s+x29, sp|add\s+x29, sp,)",
}


def output(*command, **options):
    return subprocess.run(
        [str(word) for word in command], check=True, capture_output=True, text=True, **options
    ).stdout


def tools(name):
    """The prefix of the binutils for an example's machine."""
    text = (EXAMPLES / name / "Makefile").read_text()
    return re.search(r"^TOOLS +:= (\S+)$", text, re.M).group(1)


def demangled(name):
    """Demangled by c++filt, without the hashes of Rust's crates."""
    return output("c++filt", "--no-verbose", name).strip()


def is_thumb(elf):
    return "Machine:                           ARM\n" in output("readelf", "-hW", elf)


def functions(elf):
    """Address, size and raw name of what readelf says is a function."""
    found = []
    thumb = is_thumb(elf)
    for line in output("readelf", "-sW", elf).splitlines():
        words = line.split()
        if len(words) == 8 and words[3] == "FUNC" and words[6] != "UND":
            size = int(words[2], 0)
            found.append((int(words[1], 16) & ~int(thumb), size, words[7]))
    return found


def symbol_at(elf, addr):
    """Demangled name, offset and size, by readelf and c++filt."""
    covering = [f for f in functions(elf) if f[0] <= addr < f[0] + f[1]]
    assert len(covering) == 1, f"{addr:#x}: {covering}"
    start, size, name = covering[0]
    return demangled(name), addr - start, size


def source_at(name, elf, addr):
    """The function that addr2line finds, inlined ones apart, and the line there."""
    lines = output(tools(name) + "addr2line", "-f", "-i", "-e", elf, f"{addr:#x}").splitlines()
    path, number = lines[1].split(" ")[0].rsplit(":", 1)
    text = ""
    if number != "?":
        text = pathlib.Path(EXAMPLES / name, path).read_text().splitlines()[int(number) - 1]
    return lines[-2], text


@pytest.fixture(scope="module", params=sorted(EXPECTED))
def name(request):
    return request.param


@pytest.fixture(scope="module")
def elf(name):
    return BUILD / name / "kernel.elf"


@pytest.fixture(scope="module")
def printed(name):
    """What `make run` prints, as lines; it leaves with status 0."""
    run = subprocess.run(
        ["make", "-s", "-C", EXAMPLES / name, "run"],
        capture_output=True,
        text=True,
        timeout=600,
        stdin=subprocess.DEVNULL,
        env={k: v for k, v in os.environ.items() if not k.startswith("MAKE")},
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout.splitlines()


@pytest.fixture(scope="module")
def trace(name, printed):
    """What follows the panic's line."""
    index = printed.index("Kernel panic: " + EXPECTED[name].why)
    assert "Booted" in printed[:index]
    return printed[index + 1 :]


def test_every_example_is_expected():
    assert sorted(p.parent.name for p in EXAMPLES.glob("*/Makefile")) == sorted(EXPECTED)
    assert sorted(p.parent.name for p in EXAMPLES.glob("*/README.md")) == sorted(EXPECTED)


@pytest.fixture(scope="module")
def places(name, elf, trace):
    """Each line but the last and those of inlined calls, and the address that it is about: a
    return address is about the call, whose last byte is before it."""
    assert trace[-1] == "  end of chain"
    matches = [LINE.fullmatch(line) for line in trace[:-1] if not INLINED.fullmatch(line)]
    assert all(matches), trace
    found = [(match, int(match.group(1), 16)) for match in matches]
    first = 1 if EXPECTED[name].why == EXCEPTION else 0
    return found[:first] + [(match, (addr & ~int(is_thumb(elf))) - 1)
                            for match, addr in found[first:]]


def test_names_are_the_elfs(elf, places):
    for match, addr in places:
        printed_addr, offset, size = (int(match.group(i), 16) for i in (1, 3, 4))
        function, expected, expected_size = symbol_at(elf, addr)
        expected += (printed_addr & ~int(is_thumb(elf))) - addr
        assert (match.group(2), offset, size) == (function, expected, expected_size)


def test_every_call_is_named_in_order(name, elf, places):
    assert len(places) == len(EXPECTED[name].calls)
    for (_, addr), (function, text) in zip(places, EXPECTED[name].calls):
        raw, line = source_at(name, elf, addr)
        assert demangled(raw) == function
        assert text is None or text in line, f"{addr:#x}: {line}"


def frames_at(name, elf, addr):
    """Function and place of each, by addr2line; the place is None where it knows no line."""
    lines = output(tools(name) + "addr2line", "-f", "-i", "-e", elf, f"{addr:#x}").splitlines()
    frames = []
    for raw, where in zip(lines[::2], lines[1::2]):
        path, number = where.split(" ")[0].rsplit(":", 1)
        file = pathlib.Path(os.path.normpath(EXAMPLES / name / path))
        if file.is_relative_to(EXAMPLES):
            file = file.relative_to(EXAMPLES)
        frames.append((demangled(raw), f"{file}:{number}" if number not in "?0" else None))
    return frames


def test_lines_and_inlined_calls_are_those_of_addr2line(name, elf, trace, places):
    printed = iter(trace)
    inlined = 0
    for match, addr in places:
        *inner, (_, place) = frames_at(name, elf, addr)
        assert match.group(5) == place
        for function, place in inner:
            line = INLINED.fullmatch(next(printed))
            assert line.group(1, 3) == (match.group(1), place)
            assert line.group(2).rsplit("::", 1)[-1] in function
            inlined += 1
        assert next(printed) == match.group(0)
    assert inlined > 0 or name == "aarch64-cxx"


def test_the_command_agrees(name, elf):
    assert output(ROOT / "build/ksym", "verify", elf)


@pytest.mark.parametrize("framed", sorted(n for n in EXPECTED if EXPECTED[n].framed))
def test_leaves_keep_frames(framed):
    """What the READMEs say about faults in leaf functions."""
    elf = BUILD / framed / "kernel.elf"
    code = output(tools(framed) + "objdump", "-d", "--no-show-raw-insn", elf)
    bodies = re.findall(r"^[0-9a-f]+ <(.+)>:\n((?:.+\n)+)", code, re.M)
    assembly = {"_start", "exception", "exception_code", "vectors"}
    assert "console_put" in dict(bodies)
    for function, body in bodies:
        if function not in assembly:
            assert re.search(FRAME_SET[framed], body), function


def test_files_are_a_page():
    for path in EXAMPLES.rglob("*"):
        if path.is_file():
            assert len(path.read_text().splitlines()) <= 75, path
