"""A program in a real pseudo-terminal, its screen as an emulator has it. Nothing is read but while a test waits."""

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time

import pyte

from support import PATIENCE


class Terminal:
    """Runs `command`; `keys` types, `wait_for` reads until the screen fulfils a condition."""

    def __init__(self, command, environment, columns=120, rows=40):
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.code = None
        self.process, self.tty = pty.fork()
        if self.process == 0:
            # The child: nothing may return from here.
            try:
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
                os.execve(command[0], command, environment)
            finally:
                os._exit(127)
        # What the program asks the terminal is answered.
        self.screen.write_process_input = lambda text: os.write(self.tty, text.encode())

    def text(self):
        return "\n".join(line.rstrip() for line in self.screen.display)

    def lines(self):
        return self.text().splitlines()

    def keys(self, text):
        os.write(self.tty, text.encode())

    def read(self, seconds):
        """Takes what the program wrote; whether there may be more to come."""
        if not select.select([self.tty], [], [], seconds)[0]:
            return True
        try:
            written = os.read(self.tty, 1 << 16)
        except OSError:
            return False
        self.stream.feed(written)
        return bool(written)

    def wait_for(self, found, what, patience=PATIENCE):
        """Until `found(screen text)` is true; gives it."""
        end = time.monotonic() + patience
        while not (answer := found(self.text())):
            if not self.read(0.05):
                raise AssertionError(f"the program ended ({self.end()}) while waiting for {what}:\n{self.text()}")
            if time.monotonic() > end:
                raise AssertionError(f"no {what} within {patience} s on:\n{self.text()}")
        return answer

    def wait_text(self, *texts):
        for text in texts:
            self.wait_for(lambda screen, text=text: text in screen, repr(text))

    def press_until_gone(self, key, text):
        """For a dialog that accepts keys only after it was shown for a while: presses until `text` is gone."""
        end = time.monotonic() + PATIENCE
        while text in self.text():
            self.keys(key)
            try:
                self.wait_for(lambda screen: text not in screen, f"end of {text!r}", patience=0.5)
            except AssertionError:
                if time.monotonic() > end:
                    raise

    def end(self):
        """Reads until the program has ended; its exit code, or minus the signal."""
        end = time.monotonic() + PATIENCE
        while self.code is None:
            more = self.read(0.05)
            ended, status = os.waitpid(self.process, os.WNOHANG)
            if ended:
                self.code = os.waitstatus_to_exitcode(status)
            elif time.monotonic() > end:
                raise AssertionError(f"the program did not end within {PATIENCE} s:\n{self.text()}")
            elif not more:
                time.sleep(0.02)
        return self.code

    def close(self):
        if self.code is None:
            os.kill(self.process, signal.SIGKILL)
            os.waitpid(self.process, 0)
            self.code = -signal.SIGKILL
        os.close(self.tty)
