"""Drives the demo in a pseudo-terminal: both panes are shown, it quits, and its exit code is 0.

The arguments are the command. Run it with tests/peers as the working directory, which has the terminal."""

import os
import shutil
import sys

sys.path.insert(0, os.getcwd())

from terminal import Terminal  # noqa: E402


def main():
    command = [shutil.which(sys.argv[1]), *sys.argv[2:]]
    names = ("PATH", "TERM", "LC_ALL")
    environment = {name: os.environ[name] for name in names if name in os.environ} | {"HOME": "/tmp"}
    terminal = Terminal(command, environment, columns=120, rows=40)
    terminal.wait_for(lambda text: "README.txt" in text and "JASMIN Default Collection" in text, "both panes")
    print(terminal.text())
    terminal.keys("q")
    code = terminal.end()
    if code != 0:
        raise SystemExit(f"the program ended with {code}:\n{terminal.text()}")


if __name__ == "__main__":
    main()
