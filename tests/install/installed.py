# SPDX-License-Identifier: MIT OR Apache-2.0
"""Runs make, and what it has installed."""
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KSYM = ROOT / "build" / "ksym"

# Only variables that do not depend on who runs the tests.
SHELL_ENV = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TERM": "dumb", "HOME": "/"}


def run(*command, env=None, **options):
    """Runs a command, which must succeed; returns its output."""
    done = subprocess.run([str(word) for word in command], env=SHELL_ENV | (env or {}),
                          capture_output=True, text=True, timeout=300, check=False, **options)
    assert done.returncode == 0, (command, done.stdout[-4000:], done.stderr[-4000:])
    return done.stdout


def make(*words, **options):
    return run("make", "-s", "-C", ROOT, *words, **options)


def files(root):
    """Every file below a folder, by its path from there."""
    return {str(path.relative_to(root)) for path in root.rglob("*") if not path.is_dir()}


class Installed:
    """What `make install` has put below a prefix, itself below a DESTDIR or not."""

    def __init__(self, root, prefix):
        self.root = root
        self.usr = root / prefix
        self.env = {"PATH": f"{self.usr}/bin:{SHELL_ENV['PATH']}",
                    "PKG_CONFIG_PATH": f"{self.usr}/lib/pkgconfig",
                    "CMAKE_PREFIX_PATH": str(self.usr)}
