"""The real `hemi` in a pseudo-terminal and the official CLI, as the same service client, look at the same sandbox."""

import os
import unittest

from support import ARCHER, HEMI, JASMIN, SandboxTest, digest, until, without_links
from terminal import Terminal

HOME = "home/users/demo"
THERE = "home/n02/n02/demo"
PLAN = "verify every file by checksum"


class Tui(SandboxTest):
    SIGN_IN = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.archer = cls.sandbox.collection(ARCHER)["id"]
        cls.here = cls.sandbox.root(JASMIN) / HOME
        cls.there = cls.sandbox.root(ARCHER) / THERE
        client = cls.sandbox.ready["service_client"]
        cls.environment = {
            **cls.sandbox.sdk_environment(),
            "HEMI_CLIENT_ID": client["id"],
            "HEMI_CLIENT_SECRET": client["secret"],
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
        }
        for name in ("LC_ALL", "NO_COLOR", "HEMI_LOG"):
            cls.environment.pop(name, None)

    def hemi(self, *places):
        """hemi with these places; all of its files in a directory of the test's own."""
        own = self.sandbox.dir / f"hemi {self.id()}"
        tui = Terminal([HEMI, "--data", str(own), *places], self.environment)
        self.addCleanup(tui.close)
        return tui

    def cli(self, *arguments):
        return self.globus_json(*arguments, client=True)

    def tasks(self):
        return self.cli("task", "list", "--limit", "100")["DATA"]

    def go_to(self, tui, name):
        """Moves the bar of the left pane to the row that begins with `name`."""
        # The parent's row is shown when the whole listing is there: from then on no row moves.
        tui.wait_for(lambda _: tui.lines()[4][3:].startswith(".. "), "the parent's row")
        tui.keys("gg")
        tui.wait_for(lambda _: tui.lines()[4].startswith("│▌ .. "), "bar on the parent's row")
        at = next((n for n, line in enumerate(tui.lines()) if line[3:].startswith(name)), None)
        self.assertIsNotNone(at, f"no row {name} on:\n{tui.text()}")
        tui.keys("j" * (at - 4))
        tui.wait_for(lambda _: tui.lines()[at].startswith("│▌"), f"bar on {name}")

    def leave(self, tui):
        tui.keys("q")
        self.assertEqual(tui.end(), 0)

    def test_a_transfer_by_keys(self):
        before = {task["task_id"] for task in self.tasks()}
        self.sandbox.control("forget")
        tui = self.hemi(f"{self.jasmin}:/~/", f"{self.archer}:/~/")
        tui.wait_text("README.txt", "submit.slurm")
        for name in ("runs/", "README.txt"):
            self.go_to(tui, name)
            tui.keys(" ")
        tui.wait_text("2 marked")
        tui.keys("c")
        tui.wait_text(PLAN, "verify every file by checksum", JASMIN, ARCHER, f"/{HOME}", f"/{THERE}")
        tui.press_until_gone("\r", PLAN)
        [task] = until(lambda: [t for t in self.tasks() if t["task_id"] not in before], "a task in `globus task list`")
        self.wait(task["task_id"])
        shown = self.show(task["task_id"], client=True)
        self.assertEqual(
            (shown["type"], shown["source_endpoint_id"], shown["destination_endpoint_id"]),
            ("TRANSFER", self.jasmin, self.archer),
        )
        who = self.globus("whoami", client=True).strip()
        self.assertEqual((shown["username"], shown["verify_checksum"]), (who, True))
        self.assertEqual(digest(self.there / "runs"), without_links(digest(self.here / "runs")))
        self.assertEqual(digest(self.there / "README.txt"), digest(self.here / "README.txt"))
        sent = self.show(task["task_id"], "-t", client=True)["DATA"]
        self.assertEqual(len(sent), shown["files_transferred"])
        # The other pane is refreshed automatically, the panel says it is done, and one submission was sent.
        tui.wait_for(lambda text: text.count("README.txt") >= 2, "the file in the other pane")
        tui.keys("w")
        tui.wait_text("Tasks", "done")
        self.assertEqual(self.sandbox.state()["requests"].get("POST /v0.10/transfer"), 1)
        self.assertEqual(len(self.tasks()), len(before) + 1)
        tui.keys("w")
        self.leave(tui)

    def test_the_options_of_a_plan(self):
        (self.here / "options").write_text("options")
        os.utime(self.here / "options", (1_500_000_000, 1_500_000_000))
        tui = self.hemi(f"{self.jasmin}:/~/", f"{self.archer}:/~/")
        tui.wait_text("options", "submit.slurm")
        self.go_to(tui, "options")
        tui.keys("c")
        tui.wait_text(PLAN)
        tui.keys("vtl")
        # The label that was offered goes first.
        tui.keys("\x15Grüße 🌍")
        tui.wait_text("Label", "Grüße")
        tui.press_until_gone("\r", PLAN)
        task = until(lambda: self.cli("task", "list", "--filter-label", "Grüße*")["DATA"], "the labelled task")[0]
        self.wait(task["task_id"])
        self.assertEqual(
            (task["label"], task["verify_checksum"], task["preserve_timestamp"], task["sync_level"]),
            ("Grüße 🌍", False, True, None),
        )
        self.assertEqual(int((self.there / "options").stat().st_mtime), 1_500_000_000)
        self.leave(tui)

    def test_bookmarks_are_those_of_the_cli(self):
        tui = self.hemi(f"{self.jasmin}:/~/", f"{self.archer}:/~/")
        tui.wait_text("README.txt", "submit.slurm")
        tui.keys("m")
        tui.wait_text("Add a bookmark", "Name")
        tui.keys("\x15from hemi\r")
        tui.wait_text("Bookmark added: from hemi.")
        [made] = [one for one in self.cli("bookmark", "list")["DATA"] if one["name"] == "from hemi"]
        self.assertEqual((made["endpoint_id"], made["path"]), (self.jasmin, f"/{HOME}/"))
        self.cli("bookmark", "create", f"{self.archer}:/{THERE}/", "from the cli")
        tui.keys("'")
        tui.wait_text("from hemi", "from the cli")
        tui.keys("from the cli")
        tui.wait_for(lambda text: "from hemi" not in text, "the one bookmark")
        tui.keys("\x04")
        tui.wait_text("Remove the bookmark from the cli?")
        tui.press_until_gone("y", "Remove the bookmark from the cli?")
        names = lambda: [one["name"] for one in self.cli("bookmark", "list")["DATA"]]
        until(lambda: "from the cli" not in names(), "one bookmark less in `globus bookmark list`")
        self.assertIn("from hemi", names())
        tui.keys("\x1b")
        tui.wait_for(lambda text: "Open a place" not in text, "the panes")
        self.leave(tui)

    def slow_task(self, label):
        """A task of the CLI's that runs until the rate is lifted."""
        self.sandbox.control("rate", {"bytes_per_second": 20_000})
        self.addCleanup(self.sandbox.control, "rate", {"bytes_per_second": None})
        (self.here / label).write_bytes(b"x" * 2_000_000)
        ends = f"{self.jasmin}:/~/{label}", f"{self.archer}:/~/{label}"
        return self.submit(*ends, "--label", label, client=True)

    def row(self, tui, label, state):
        """Waits for the task panel to show this label in this state, and brings the bar there."""
        shown = lambda _: next((n for n, line in enumerate(tui.lines()) if label in line and state in line), None)
        at = tui.wait_for(shown, f"{label!r} {state}")
        while not tui.lines()[at].startswith("│▌"):
            bar = next(n for n, line in enumerate(tui.lines()) if line.startswith("│▌") and n > 10)
            tui.keys("j" if bar < at else "k")
            tui.wait_for(lambda _, bar=bar: not tui.lines()[bar].startswith("│▌"), "bar that moved")
        return at

    def test_a_task_of_the_cli_is_watched_and_cancelled(self):
        task = self.slow_task("made by the CLI")
        tui = self.hemi(f"{self.jasmin}:/~/", f"{self.archer}:/~/")
        tui.wait_text("README.txt", "submit.slurm")
        tui.keys("w")
        self.row(tui, "made by the CLI", "running")
        tui.keys("x")
        tui.wait_text("Cancel the transfer", "made by the CLI")
        tui.press_until_gone("y", "Cancel the transfer")
        until(lambda: self.sandbox.status(task) == "FAILED", "the end of the task")
        shown = self.show(task, client=True)
        self.assertEqual((shown["status"], shown["fatal_error"]["code"]), ("FAILED", "CANCELED"))
        self.globus("task", "wait", "--timeout", "1", task, client=True, check=1)
        self.row(tui, "made by the CLI", "cancel")
        self.assertFalse((self.there / "made by the CLI").exists())
        tui.keys("w")
        self.leave(tui)

    def test_a_cancel_of_the_cli_is_seen(self):
        task = self.slow_task("ended by the CLI")
        tui = self.hemi(f"{self.jasmin}:/~/")
        tui.wait_text("README.txt")
        tui.keys("w")
        self.row(tui, "ended by the CLI", "running")
        self.globus("task", "cancel", task, client=True)
        self.row(tui, "ended by the CLI", "cancel")
        tui.keys("e")
        tui.wait_text("ended by the CLI (cancelled)", "Cancelled", "Started")

    def test_a_bookmark_of_the_cli_opens_by_name(self):
        self.cli("bookmark", "create", f"{self.jasmin}:/gws/nopw/j04/", "Work spaces 🌍")
        tui = self.hemi("Work spaces 🌍")
        tui.wait_text("demo_climate/", "/gws/nopw/j04")
        self.globus("bookmark", "rename", "Work spaces 🌍", "renamed", client=True)
        self.assertEqual(self.cli("bookmark", "show", "renamed")["path"], "/gws/nopw/j04/")

    def test_a_directory_of_the_cli_is_listed(self):
        tui = self.hemi(f"{self.jasmin}:/~/")
        tui.wait_text("README.txt")
        self.globus("mkdir", f"{self.jasmin}:/~/aaa by the CLI", client=True)
        self.assertNotIn("aaa by the CLI", tui.text())
        tui.keys("R")
        tui.wait_text("aaa by the CLI/")


if __name__ == "__main__":
    unittest.main()
