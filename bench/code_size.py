# SPDX-License-Identifier: MIT OR Apache-2.0
"""What libksym costs a kernel: bytes of code and bytes of stack, by the compiler."""

import glob
import os
import re
import subprocess

TARGETS = {
    "Cortex-M3": ("arm-none-eabi-", ["-mthumb", "-mcpu=cortex-m3"]),
    "AArch64": ("aarch64-linux-gnu-", []),
    "RISC-V 64": ("riscv64-linux-gnu-", ["-march=rv64imac", "-mabi=lp64", "-mcmodel=medany"]),
    "x86-64": ("", []),
}
# What a kernel calls to name an address: the least, and with the text made too.
ROOTS = {
    "least": ("ksym_open", "ksym_lookup", "ksym_name"),
    "with ksym_format": ("ksym_open", "ksym_lookup", "ksym_name", "ksym_format"),
}
FLAGS = """-std=c11 -Os -ffreestanding -ffunction-sections -fdata-sections -fno-pic -fno-pie
    -fno-asynchronous-unwind-tables -fno-unwind-tables -fno-stack-protector
    -fstack-usage -fcallgraph-info=su -Ilib/include -Ilib""".split()

NODE = re.compile(r'node: \{ title: "([^"]*)" label: "([^"]*)"')
EDGE = re.compile(r'edge: \{ sourcename: "([^"]*)" targetname: "([^"]*)"')
USE = re.compile(r"(\d+) bytes \((\w[\w,]*)\)")


def compile_library(prefix, options, folder):
    os.makedirs(folder, exist_ok=True)
    for old in glob.glob(f"{folder}/*"):
        os.remove(old)
    objects = []
    for source in sorted(glob.glob("lib/*.c")):
        objects.append(f"{folder}/{os.path.basename(source)[:-2]}.o")
        command = [prefix + "gcc", *FLAGS, *options, "-c", "-o", objects[-1], source]
        subprocess.run(command, check=True)
    return objects


def linked(prefix, options, objects, roots, folder):
    """What the roots reach, the compiler's own helpers included; not memcpy and the like."""
    path = f"{folder}/linked"
    subprocess.run(
        [prefix + "gcc", *options, "-nostdlib", "-static", "-no-pie", "-o", path,
         "-Wl,--gc-sections,--build-id=none,--unresolved-symbols=ignore-all",
         f"-Wl,-e,{roots[0]}", *(f"-Wl,-u,{root}" for root in roots), *objects, "-lgcc"],
        check=True,
    )  # fmt: skip
    return path


def text_size(prefix, path):
    """Bytes of .text and .rodata."""
    command = [prefix + "size", "-A", "-d", path]
    out = subprocess.run(command, capture_output=True, text=True, check=True)
    total = 0
    for line in out.stdout.splitlines():
        fields = line.split()
        if fields and fields[0].startswith((".text", ".rodata")):
            total += int(fields[1])
    return total


def undefined(prefix, path):
    out = subprocess.run([prefix + "nm", "-u", path], capture_output=True, text=True, check=True)
    return sorted(line.split()[-1] for line in out.stdout.splitlines())


def call_graph(folder):
    """Frames by function, and who calls whom, over all files."""
    frames, calls = {}, {}
    for path in glob.glob(f"{folder}/*.ci"):
        with open(path, encoding="utf-8") as lines:
            text = lines.read()
        for name, label in NODE.findall(text):
            use = USE.search(label)
            if use:
                if use[2] != "static":
                    raise ValueError(f"{name} has a frame without a fixed size: {label}")
                frames[name] = int(use[1])
        for caller, callee in EDGE.findall(text):
            calls.setdefault(caller, set()).add(callee)
    return frames, calls


def deepest(name, graph, path=()):
    """The most stack from a function on: bytes, and the functions on the way."""
    frames, calls = graph
    if name in path:
        raise ValueError(f"{name} recurses: {' '.join(path)}")
    if name == "__indirect_call":
        raise ValueError(f"{path[-1]} calls through a pointer")
    below = [deepest(callee, graph, (*path, name)) for callee in calls.get(name, ())]
    size, way = max(below, default=(0, []))
    return size + frames.get(name, 0), [name, *way]


def measure(build):
    """By target and roots: bytes of code, stack and its path, what the kernel must bring."""
    results = {}
    for target, (prefix, options) in TARGETS.items():
        folder = f"{build}/bench/{target.replace(' ', '-')}"
        objects = compile_library(prefix, options, folder)
        graph = call_graph(folder)
        results[target] = {}
        for which, roots in ROOTS.items():
            path = linked(prefix, options, objects, roots, folder)
            stack, way = max(deepest(root, graph) for root in roots)
            results[target][which] = {
                "code": text_size(prefix, path),
                "stack": stack,
                "path": [name.rpartition(":")[2] for name in way],
                "undefined": undefined(prefix, path),
            }
    return results
