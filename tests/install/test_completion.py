# SPDX-License-Identifier: MIT OR Apache-2.0
"""The completions, run in bash and zsh."""
import re
import subprocess

import pexpect
import pytest

from installed import KSYM, SHELL_ENV, run

# What --help says: commands and their options, which the completions are to give too.
OPTIONS = {command: set(re.findall(r"^  .{4}(--[a-z-]+)", run(KSYM, command, "--help"), re.M))
           for command in re.findall(r"^  (\w+) ", run(KSYM, "--help"), re.M)}

# What a shell makes of the text before the cursor, in a folder with these files.
FILES = {"kernel.elf", "kernel.map"}
ANSWERS = {
    "ksym ": set(OPTIONS),
    "ksym li": {"list"},
    "ksym --": {"--help", "--version"},
    "ksym help ": set(OPTIONS),
    "ksym help dec": {"decode"},
    "ksym size --by ": {"file", "prefix"},
    "ksym decode --color=al": {"always"},
    "ksym embed ": FILES,
    "ksym embed kernel.m": {"kernel.map"},
    "ksym embed --format ": {"compact", "flat"},
    "ksym embed --names d": {"demangled"},
    "ksym embed --select=f": {"functions"},
    "ksym embed --section ": set(),
    "ksym embed --lines ": {"full", "calls", "off"},
    "ksym size --lines=c": {"calls"},
    "ksym embed --strip-prefix ": set(),
    "ksym lookup --lines k": FILES,
    "ksym embed --fit --append-": {"--append-address"},
    "ksym embed --fit kernel.e": {"kernel.elf"},
    "ksym embed --map kernel.m": {"kernel.map"},
    "ksym embed -o ": FILES,
    "ksym embed --debug-file ": FILES,
    "ksym patch kernel.elf kernel.": FILES,
    "ksym table --max-name 9 kernel.elf --o": {"--output"},
    "ksym decode --return kernel.elf k": FILES,
    "ksym decode --bias ": set(),
    "ksym lookup k": FILES,
    "ksym lookup kernel.elf ": set(),
    "ksym find --json kernel.elf k": set(),
    "ksym nothing ": set(),
} | {f"ksym {command} --": options for command, options in OPTIONS.items()}

# Where no operand is left bash offers nothing, and zsh the options.
BASH_ANSWERS = ANSWERS | {"ksym embed kernel.elf ": set()}


@pytest.fixture(name="folder", scope="module")
def _folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("folder")
    for name in FILES:
        (folder / name).write_text("")
    return folder


# Bash calls the function with the words of the line, split at its break characters.
BASH = r"""
. "$1"
eval "set -- $(complete -p ksym)"
[ "$*" = "complete -F _ksym ksym" ] || exit 1
compopt() { :; }
while IFS= read -r line; do
    COMP_WORDS=()
    for word in ${line//=/ = }; do COMP_WORDS+=("$word"); done
    [[ $line == *' ' ]] && COMP_WORDS+=('')
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    _ksym
    echo "${COMPREPLY[*]}"
done
"""


def test_bash_gives_these_answers(installed, folder):
    done = subprocess.run(
        ["bash", "--norc", "-c", BASH, "bash",
         installed.usr / "share/bash-completion/completions/ksym"],
        input="".join(f"{line}\n" for line in BASH_ANSWERS), env=installed.env, cwd=folder,
        capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    given = dict(zip(BASH_ANSWERS, (set(line.split()) for line in done.stdout.split("\n"))))
    assert given == BASH_ANSWERS


@pytest.fixture(name="bash")
def _bash(installed, folder):
    shell = pexpect.spawn("bash", ["--norc", "--noprofile"], cwd=str(folder), encoding="utf-8",
                          env=SHELL_ENV | installed.env | {"PS1": "ready$ "}, timeout=60,
                          dimensions=(24, 500))
    shell.expect_exact("ready$ ")
    yield shell
    shell.close(force=True)


def test_bash_completes_a_line(installed, bash):
    bash.sendline(f". {installed.usr}/share/bash-completion/completions/ksym; echo loa''ded")
    bash.expect_exact("loaded")
    bash.send("ksym embed --format=f\t--append-\t0x1000 kernel.e\t'\x01echo '\r")
    bash.expect_exact("ksym embed --format=flat --append-address 0x1000 kernel.elf ")


# Zsh: every match goes through compadd, which tells what it is given.
ZSHRC = r"""
PS1='ready> '
fpath=(%s $fpath)
autoload -Uz compinit && compinit -u -D
zstyle ':completion:*' verbose no
LISTMAX=1000
compadd() {
    if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)* ]]; then
        builtin compadd "$@"
        return
    fi
    local -a given
    builtin compadd -O given "$@"
    print -rl -- "${given[@]}" >>$MATCHES
    builtin compadd "$@"
}
complete-to-file() {
    : >$MATCHES
    zle list-choices
    print -r -- "done" >>$MATCHES
    zle kill-buffer
}
zle -N complete-to-file
bindkey '^T' complete-to-file
"""


@pytest.fixture(name="zsh", scope="module")
def _zsh(installed, folder, tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    (home / ".zshrc").write_text(ZSHRC % (installed.usr / "share/zsh/site-functions"))
    env = SHELL_ENV | installed.env | {"ZDOTDIR": str(home), "MATCHES": str(home / "matches")}
    shell = pexpect.spawn("zsh", ["-d", "-i"], cwd=str(folder), encoding="utf-8", env=env,
                          timeout=60, dimensions=(200, 500))
    shell.expect_exact("ready> ")
    shell.matches = home / "matches"
    yield shell
    shell.close(force=True)


def zsh_matches(zsh, line):
    """What zsh offers behind a line."""
    zsh.matches.write_text("")
    zsh.send(f"{line}\x14")
    for _ in range(600):
        given = zsh.matches.read_text().split("\n")
        if "done" in given:
            return {word.strip() for word in given} - {"done", ""}
        zsh.expect([pexpect.TIMEOUT, ".+"], timeout=0.1)
    raise AssertionError(f"zsh did not complete {line!r}")


@pytest.mark.parametrize("line", ANSWERS)
def test_zsh_gives_these_answers(zsh, line):
    assert {re.sub("=$", "", word) for word in zsh_matches(zsh, line)} == ANSWERS[line]
