# SPDX-License-Identifier: MIT OR Apache-2.0
"""A kernel image in QEMU: its input, and what it must and must not print."""

import pathlib
import re
import shlex
import sys
from dataclasses import dataclass, field

import pexpect

BOARDS = pathlib.Path(__file__).resolve().parents[2] / "kernel/boards"


def machines():
    """QEMU's command for each board that it has a machine for, by board.mk."""
    found = {}
    for path in sorted(BOARDS.glob("*/board.mk")):
        text = path.read_text().replace("\\\n", " ")
        command = re.search(r"^BOARD_QEMU +:= *(.+)$", text, re.M)
        if command:
            found[path.parent.name] = shlex.split(command.group(1))
    return found


MACHINES = machines()


@dataclass
class Type:
    """Text that is typed once all that stands before it was seen."""

    text: str


@dataclass
class Quiet:
    """A time in seconds in which nothing more may be printed."""

    seconds: float


@dataclass
class Case:
    """One boot: the image, the console's text in order, and how it ends."""

    image: str  # within build/kernel/BOARD
    steps: list  # text or a pattern to see, a Type, a Quiet, or {board: a list of such}
    status: int | None = 0  # QEMU's; None: the kernel runs on and is stopped
    forbidden: list = field(default_factory=lambda: ["Kernel panic!"])
    timeout: float = 30


def pattern(text):
    return text if isinstance(text, re.Pattern) else re.compile(re.escape(text))


class Failure(Exception):
    pass


class Qemu:
    """A running machine. Use with `with`, which ends it."""

    def __init__(self, image, board, timeout=120, arguments=None, echo=False):
        boot = ["-kernel", str(image)] if arguments is None else arguments
        command = MACHINES[board] + [
            "-serial", "stdio", "-display", "none", "-semihosting", *boot,
        ]
        self.text = ""
        self.process = pexpect.spawn(
            command[0], command[1:], timeout=timeout, encoding="utf-8",
            codec_errors="backslashreplace", echo=False,
        )
        if echo:
            self.process.logfile_read = sys.stdout

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.close(force=True)

    def type(self, text):
        self.process.send(text)

    def see(self, wanted, forbidden=()):
        """Waits for a text or pattern; a forbidden text, the end or a timeout fail."""
        seen = [wanted, *forbidden, "the end", "a timeout"]
        patterns = [pattern(text) for text in seen[:-2]] + [pexpect.EOF, pexpect.TIMEOUT]
        found = self.process.expect_list(patterns)
        self.text += self.process.before
        if found != 0:
            raise Failure(f"expected {wanted!r}, got {seen[found]!r} after:\n{self.text}")
        self.text += self.process.after

    def rest(self, seconds):
        """Waits that long; any output fails."""
        more = [pexpect.TIMEOUT, pexpect.EOF, re.compile("(?s).+")]
        if self.process.expect_list(more, timeout=seconds) != 0:
            raise Failure(f"expected nothing more after:\n{self.text}{self.process.after}")

    def end(self):
        """Waits for QEMU's end; returns its status."""
        if self.process.expect_exact([pexpect.EOF, pexpect.TIMEOUT]) != 0:
            self.text += self.process.before
            raise Failure(f"the kernel does not end:\n{self.text}")
        self.text += self.process.before
        self.process.close()
        if self.process.signalstatus is not None:
            raise Failure(f"QEMU ended by signal {self.process.signalstatus}")
        return self.process.exitstatus


def steps_of(case, board):
    for step in case.steps:
        yield from step[board] if isinstance(step, dict) else [step]


def run(case, folder, board, echo=False):
    """Runs a case from the images in folder; returns the console's text."""
    image = folder / case.image
    if not image.exists():
        raise Failure(f"{image} is missing: make kernel-tests")
    with Qemu(image, board, case.timeout, echo=echo) as qemu:
        for step in steps_of(case, board):
            if isinstance(step, Type):
                qemu.type(step.text)
            elif isinstance(step, Quiet):
                qemu.rest(step.seconds)
            else:
                qemu.see(step, case.forbidden)
        if case.status is not None:
            status = qemu.end()
            if status != case.status:
                raise Failure(f"status {status}, expected {case.status}:\n{qemu.text}")
    for text in case.forbidden:
        if text in qemu.text:
            raise Failure(f"{text!r} in:\n{qemu.text}")
    return qemu.text.replace("\r\n", "\n")
