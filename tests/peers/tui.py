"""Tests of the real `hemi` beside the official CLI."""

from support import HEMI, SandboxTest
from terminal import Terminal


class TuiTest(SandboxTest):
    """A sandbox, the official CLI signed in to it, and hemi beside it."""

    def hemi(self, *places):
        """hemi with these places, as the service client."""
        client = self.sandbox.ready["service_client"]
        environment = {
            **self.sandbox.sdk_environment(),
            "HEMI_CLIENT_ID": client["id"],
            "HEMI_CLIENT_SECRET": client["secret"],
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
        }
        for name in ("LC_ALL", "NO_COLOR", "HEMI_LOG"):
            environment.pop(name, None)
        tui = Terminal([HEMI, "--data", str(self.sandbox.dir / f"hemi {self.id()}"), *places], environment)
        self.addCleanup(tui.close)
        return tui
