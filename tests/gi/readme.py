#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs the calls of the README with the echo agent: readme.py [--no-js]"""
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from examples import TOP, Program, write_sound

PROGRAMS = {"python": ["/usr/bin/python3"], "js": ["gjs", "-m"]}


def run(language, text, address, folder):
    program = folder / f"program.{language}"
    program.write_text(text.replace("127.0.0.1:5070", address), encoding="utf-8")
    return subprocess.run([*PROGRAMS[language], program], cwd=folder, check=False, timeout=30).returncode


def main():
    if "--no-js" in sys.argv:
        del PROGRAMS["js"]
    readme = (TOP / "README.md").read_text(encoding="utf-8")
    echo = Program("echo", "py", "--listen", "udp:127.0.0.1:0")
    try:
        address = echo.wait_for("listening")["listener"].removeprefix("udp:")
        with tempfile.TemporaryDirectory() as folder:
            write_sound(Path(folder) / "hello.wav", 0.5)
            for language in PROGRAMS:
                text = re.search(rf"^```{language}\n(.*?)^```", readme, re.DOTALL | re.MULTILINE).group(1)
                status = run(language, text, address, Path(folder))
                if status != 0:
                    sys.exit(f"the README's {language} program ended with {status}")
                echo.wait_for("established")
                echo.wait_for("terminated")
    finally:
        echo.kill()


if __name__ == "__main__":
    main()
