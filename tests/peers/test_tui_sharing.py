"""The real `hemi` and the official CLI change the access rules of the same guest collection."""

import unittest

from support import HEMI, SandboxTest, until
from terminal import Terminal

MINE = "Rothera observations"
ALICE = "alice@uni.example.org"


class TuiSharing(SandboxTest):
    def rules(self):
        return self.globus_json("endpoint", "permission", "list", self.mine)["DATA"]

    def test_what_one_grants_the_other_shows(self):
        self.mine = self.sandbox.collection(MINE)["id"]
        client = self.sandbox.ready["service_client"]
        self.globus("endpoint", "role", "create", self.mine, "--identity", client["id"], "--role", "access_manager")
        environment = {
            **self.sandbox.sdk_environment(),
            "HEMI_CLIENT_ID": client["id"],
            "HEMI_CLIENT_SECRET": client["secret"],
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
        }
        for name in ("LC_ALL", "NO_COLOR", "HEMI_LOG"):
            environment.pop(name, None)
        own = self.sandbox.dir / "hemi sharing"
        tui = Terminal([HEMI, "--data", str(own), f"{self.mine}:/users/demo/"], environment)
        self.addCleanup(tui.close)
        tui.wait_text("notes.md")
        tui.keys("S")
        tui.wait_text("Who may use", "/users/bola/")
        tui.keys("a")
        tui.wait_text("Share a directory")
        tui.keys(ALICE + "\r")
        tui.wait_text("This is Alice Nakamura")
        tui.press_until_gone("\r", "Share a directory")
        made = until(
            lambda: [one for one in self.rules() if one["path"] == "/users/demo/"], "hemi's rule in the official CLI"
        )
        self.assertEqual([one["permissions"] for one in made], ["r"])
        self.assertIn(ALICE, self.globus("endpoint", "permission", "list", self.mine))
        # The other way round.
        self.globus("endpoint", "permission", "create", f"{self.mine}:/data/", "--permissions", "rw", "--all-authenticated")
        tui.keys("r")
        tui.wait_text("all signed-in users", "/data/")
        tui.press_until_gone("\x1b", "Who may use")
        tui.keys("q")
        self.assertEqual(tui.end(), 0)


if __name__ == "__main__":
    unittest.main()
