# SPDX-License-Identifier: MIT OR Apache-2.0
"""What an answer costs whatever the machine does: instructions, mispredicts, cache lines.

Instructions and mispredicted branches are valgrind's, by callgrind, which models a
processor; the lines are those of 64 bytes of the table that an answer reads, by
bench/lines.c.
"""

import os
import re
import subprocess

from steps import Failed, run

PROBES = 100_000
QUESTIONS = ("symbol", "name", "find")


def executed(build, folder, question, probes, table):
    """Instructions and mispredicts while all probes are asked."""
    out = f"{folder}/callgrind.out"
    run("valgrind", "--tool=callgrind", "--collect-atstart=no", "--branch-sim=yes",
        "--toggle-collect=questions_ask", f"--callgrind-out-file={out}",
        f"{build}/bench/asked", question, probes, table)  # fmt: skip
    with open(out, encoding="utf-8") as lines:
        text = lines.read()
    os.remove(out)
    names = re.search(r"^events: (.*)", text, re.M)[1].split()
    totals = map(int, re.search(r"^totals: (.*)", text, re.M)[1].split())
    events = dict(zip(names, totals))
    return events["Ir"], events["Bcm"] + events["Bim"]


def measure(build, folder, answers, table, indexed):
    """By question: means of instructions, mispredicts and lines, and the most lines.

    The question of a name includes that of its symbol.
    """
    probes = f"{folder}/probes"
    with open(probes, "w", encoding="utf-8", errors="surrogateescape") as out:
        done = subprocess.run([f"{build}/bench/bench", "--probes", str(PROBES), answers], stdout=out)
    if done.returncode != 0:
        raise Failed(f"bench --probes {answers} ended with {done.returncode}")
    empty = executed(build, folder, "nothing", probes, table)
    results = {}
    for question in QUESTIONS:
        source = indexed if question == "find" else table
        took = executed(build, folder, question, probes, source)
        mean, most, *_ = run(f"{build}/bench/lines", question, probes, source).split()
        results[question] = {
            "instructions": (took[0] - empty[0]) / PROBES,
            "mispredicts": (took[1] - empty[1]) / PROBES,
            "lines": float(mean),
            "most lines": int(most),
        }
    os.remove(probes)
    return results
