"""What it is measured against: the shell's way, Python's own, and the least a program can take."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from functools import cached_property
from pathlib import Path
from typing import Final

from .costs import HERE

NAIVE: Final = """
import json, struct, sys
import lz4.block
data = open(sys.argv[1], "rb").read()
size = struct.unpack("<I", data[8:12])[0]
state = json.loads(lz4.block.decompress(data[12:], uncompressed_size=size))
for window in state["windows"]:
    for tab in window["tabs"]:
        print(tab["entries"][(tab.get("index") or 1) - 1]["url"])
"""
EMPTY_APP: Final = """
from textual.app import App
from textual.widgets import Label
class Ready(App):
    BINDINGS = [("q", "quit")]
    def compose(self):
        yield Label("ready")
Ready().run()
"""
QUERY: Final = "[.windows[].tabs[]|.entries[(.index//1)-1].url]"


def shell(file: Path) -> list[str] | str:
    """The command that one would type, or why not."""
    for tool in ("lz4jsoncat", "jq"):
        if shutil.which(tool) is None:
            return f"{tool} is not installed"
    return ["sh", "-c", f"lz4jsoncat {shlex.quote(str(file))} | jq '{QUERY}'"]


class Floor:
    """A C++ program that does the same with simdjson and lz4, built when they are there."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    @cached_property
    def path(self) -> Path | str:
        """The program, or why there is none."""
        made = self._directory / "floor"
        compiler = shutil.which("g++")
        if compiler is None:
            return "g++ is not installed"
        command = [compiler, "-O2", "-std=c++17", str(HERE / "floor.cpp"), "-o", str(made)]
        built = subprocess.run(
            [*command, "-lsimdjson", "-llz4"], capture_output=True, text=True, check=False
        )
        return made if built.returncode == 0 else "it needs libsimdjson-dev and liblz4-dev"
