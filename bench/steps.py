# SPDX-License-Identifier: MIT OR Apache-2.0
"""Commands that are run, and timed by the clock and by the processor."""

import os
import subprocess
import tempfile
import time
from typing import NamedTuple


class Failed(Exception):
    """A command that was to work did not; one line."""


class Step(NamedTuple):
    name: str
    command: list
    source: str = os.devnull  # the file that is its standard input
    out: str = os.devnull  # and the one for its standard output


class Took(NamedTuple):
    seconds: float
    cpu: float


def timed(step):
    """Runs it, with all that it starts."""
    with (
        open(step.source, "rb") as source,
        open(step.out, "wb") as out,
        tempfile.TemporaryFile() as errors,
    ):
        start = time.monotonic()
        try:
            child = subprocess.Popen(step.command, stdin=source, stdout=out, stderr=errors)
        except OSError as error:
            raise Failed(f"{step.command[0]}: {error.strerror}; see scripts/deps") from error
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.monotonic() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        said = errors.read().decode(errors="replace")
    if child.returncode != 0:
        raise Failed(blame(step.command[0], said))
    return Took(seconds, usage.ru_utime + usage.ru_stime)


def turns(entrants, rounds):
    """Each of them once a round, the order turning; with the round's number."""
    for turn in range(rounds):
        first = turn % len(entrants)
        yield from ((turn, entrant) for entrant in entrants[first:] + entrants[:first])


def blame(program, said):
    """One line that names the program once."""
    name = os.path.basename(program)
    line = said.strip().partition("\n")[0] or "failed"
    return line if line.startswith(name) else f"{name}: {line}"


def run(*command):
    """What it prints."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="surrogateescape")
    except OSError as error:
        raise Failed(f"{command[0]}: {error.strerror}; see scripts/deps") from error
    if done.returncode != 0:
        raise Failed(blame(command[0], done.stderr))
    return done.stdout
