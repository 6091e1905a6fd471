# SPDX-License-Identifier: MIT OR Apache-2.0
"""Colours: on a terminal, where they are wanted, and nowhere else."""
import os
import re
import subprocess

import pexpect
import pytest

from command import KSYM, embedded, ksym, write
from elf import Symbol
from kernels import TEXT, kernel

NAME = "\x1b[36m (main+0x4)\x1b[0m"
RED, BOLD, END = "\x1b[1;31m", "\x1b[1m", "\x1b[0m"
PLAIN = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "TERM")}
TERMINAL = PLAIN | {"TERM": "xterm"}


@pytest.fixture(name="elf")
def _elf(tmp_path):
    return embedded(tmp_path, kernel(Symbol("main", TEXT, 16)), name="kernel.elf")


@pytest.fixture(name="log")
def _log(tmp_path):
    path = tmp_path / "log"
    path.write_text('pc 0x10004 end\n{"pc": "0x10004"}\n')
    return path


def on_terminal(*args, env):
    """All that a terminal is sent, standard output and standard error."""
    shown, _ = pexpect.run(f"{KSYM} " + " ".join(map(str, args)), env=env, timeout=60,
                           encoding="utf-8", withexitstatus=True)
    return shown.replace("\r\n", "\n")


def test_names_have_a_colour_on_a_terminal(elf, log):
    assert on_terminal("decode", elf, log, env=TERMINAL) == (
        f'pc 0x10004{NAME} end\n{{"pc": "0x10004 (main+0x4)"}}\n')


def test_errors_and_notes_have_one(tmp_path, elf):
    assert on_terminal("list", tmp_path / "none", env=TERMINAL).startswith(
        f"{RED}ksym:{END} {tmp_path}/none: ")
    assert on_terminal("embde", env=TERMINAL).startswith(f"{RED}ksym:{END} no command")
    plain = write(tmp_path, kernel(Symbol("main", TEXT, 16)), "plain")
    assert on_terminal("find", plain, "main", env=TERMINAL).startswith(f"{BOLD}ksym:{END} {plain}: ")
    assert "\x1b" not in on_terminal("find", elf, "main", env=TERMINAL)


@pytest.mark.parametrize("env", [
    TERMINAL | {"NO_COLOR": "1"}, TERMINAL | {"NO_COLOR": "0"}, PLAIN | {"TERM": "dumb"}, PLAIN])
def test_a_terminal_that_is_to_have_none(elf, log, env):
    assert "\x1b" not in on_terminal("decode", elf, log, env=env)
    assert "\x1b" not in on_terminal("embde", env=env)


def test_an_empty_no_color_says_nothing(elf, log):
    assert NAME in on_terminal("decode", elf, log, env=TERMINAL | {"NO_COLOR": ""})


@pytest.mark.parametrize("args", [["decode", "{elf}", "{log}"], ["embde"], ["list", "/none"],
                                  ["lookup", "{elf}", "10000"]], ids=lambda a: a[0])
def test_a_pipe_has_none(elf, log, args):
    done = ksym(*(a.format(elf=elf, log=log) for a in args), env=TERMINAL)
    assert "\x1b" not in done.out + done.err


def test_color_always_and_never(elf, log):
    assert NAME in ksym("decode", "--color=always", elf, log, env=TERMINAL).out
    assert NAME in ksym("decode", "--color", "always", elf, log,
                        env=PLAIN | {"NO_COLOR": "1", "TERM": "dumb"}).out
    assert "\x1b" not in ksym("decode", "--color=auto", elf, log, env=TERMINAL).out
    assert "\x1b" not in on_terminal("decode", "--color=never", elf, log, env=TERMINAL)
    assert NAME in on_terminal("decode", "--color=auto", elf, log, env=TERMINAL)
    assert f"{RED}ksym:{END}" in ksym("decode", "--color=always", "/none", log).err


def test_less_the_colours_it_is_what_a_pipe_gets(elf, log):
    colored = ksym("decode", "--color=always", elf, log).out
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == ksym("decode", elf, log).out


def test_standard_error_alone_may_be_a_terminal(elf, log):
    """The names go to a pipe, and have none; what was said of them does."""
    master, terminal = os.openpty()
    log.write_text("Build ID: " + "00" * 20 + "\n0x10004\n")
    done = subprocess.run([KSYM, "list", "/none"], env=TERMINAL, stdout=subprocess.PIPE,
                          stderr=terminal, check=False)
    os.close(terminal)
    assert done.stdout == b"" and os.read(master, 4096).startswith(f"{RED}ksym:{END}".encode())
    os.close(master)
    master, terminal = os.openpty()
    done = subprocess.run([KSYM, "decode", elf, log], env=TERMINAL, stdout=subprocess.PIPE,
                          stderr=terminal, check=False)
    os.close(terminal)
    os.close(master)
    assert b"\x1b" not in done.stdout
