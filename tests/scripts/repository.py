# SPDX-License-Identifier: MIT OR Apache-2.0
"""A git repository of a test's own, with scripts of this one in it."""
import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Repository:
    def __init__(self, folder, *copied):
        self.folder = folder
        # Neither the configuration of who runs the tests, nor the repository that they run in.
        self.env = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "MAKE", "MFLAGS"))}
        self.env |= {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null",
                     "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@invalid",
                     "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@invalid"}
        for name in copied:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
        self.git("init", "-q")

    def run(self, *command):
        return subprocess.run([str(word) for word in command], cwd=self.folder, env=self.env,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=120, check=False)

    def git(self, *words):
        done = self.run("git", *words)
        assert done.returncode == 0, (words, done.stderr)
        return done.stdout

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def commit(self):
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "all")
        return self.git("rev-parse", "HEAD").strip()
