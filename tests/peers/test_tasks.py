"""The official CLI moves and deletes real files; trees are compared by sha256."""

import json
import unittest

from support import GLOBUS, JASMIN, LAPTOP, SandboxTest, digest, without_links

HOME = "home/users/demo"


class Tasks(SandboxTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.jasmin_home = cls.sandbox.root(JASMIN) / HOME
        cls.laptop_home = cls.sandbox.home_of(LAPTOP)

    def test_a_tree_arrives_byte_for_byte(self):
        source = self.jasmin_home
        task = self.submit("--recursive", f"{self.jasmin}:/~/", f"{self.laptop}:/~/whole home", "--label", "whole")
        self.wait(task)
        self.assertEqual(without_links(digest(source)), digest(self.laptop_home / "whole home"))
        shown = self.globus_json("task", "show", task)
        self.assertEqual((shown["status"], shown["label"], shown["is_ok"]), ("SUCCEEDED", "whole", None))
        self.assertEqual(shown["files_transferred"], sum(len(v) == 64 for v in digest(source).values()))
        sent = self.globus_json("task", "show", "-t", task)["DATA"]
        self.assertEqual(len(sent), shown["files_transferred"])
        codes = {e["code"] for e in self.globus_json("task", "event-list", task)["DATA"]}
        self.assertLessEqual({"STARTED", "SUCCEEDED"}, codes)
        self.assertIn(task, self.globus("task", "list"))

    def test_sync_levels(self):
        here = self.jasmin_home / "sync-src"
        there = self.laptop_home / "sync-dst"
        here.mkdir(), there.mkdir()
        (here / "same").write_text("same")
        (there / "same").write_text("SAME")
        (here / "new").write_text("new")
        counts = {}
        for level in ("exists", "size", "checksum"):
            task = self.submit(
                "-r", "--sync-level", level, f"{self.jasmin}:/~/sync-src", f"{self.laptop}:/~/sync-dst"
            )
            self.wait(task)
            shown = self.globus_json("task", "show", task)
            counts[level] = (shown["files_transferred"], shown["files_skipped"])
        self.assertEqual(counts, {"exists": (1, 1), "size": (0, 2), "checksum": (1, 1)})
        self.assertEqual((there / "same").read_text(), "same")

    def test_batch_and_single_file(self):
        for name in ("b one", "b2"):
            (self.jasmin_home / name).write_text(name)
        task = self.submit(
            "--batch", "-", f"{self.jasmin}:/~/", f"{self.laptop}:/~/batch/", input='"b one" "x y"\nb2 b2\n'
        )
        self.wait(task)
        self.assertEqual((self.laptop_home / "batch/x y").read_text(), "b one")
        self.assertEqual((self.laptop_home / "batch/b2").read_text(), "b2")

    def test_delete_and_rm(self):
        for name in ("gone", "gone2"):
            (self.jasmin_home / name / "deep").mkdir(parents=True)
            (self.jasmin_home / name / "deep" / "f").write_text("x")
        task = self.globus_json("delete", "-r", f"{self.jasmin}:/~/gone")["task_id"]
        self.wait(task)
        self.globus("rm", "-r", "--notify", "off", f"{self.jasmin}:/~/gone2")
        self.assertFalse((self.jasmin_home / "gone").exists() or (self.jasmin_home / "gone2").exists())

    def test_the_same_submission_twice_is_one_task(self):
        submission = self.globus("task", "generate-submission-id").strip()
        arguments = ("--submission-id", submission, f"{self.jasmin}:/~/", f"{self.laptop}:/~/once", "-r")
        first = self.globus_json("transfer", *arguments)
        second = self.globus_json("transfer", *arguments)
        self.assertEqual((first["code"], second["code"]), ("Accepted", "Duplicate"))
        self.assertEqual(first["task_id"], second["task_id"])
        other = self.sandbox.env(
            "--", GLOBUS, "transfer", "--submission-id", submission, f"{self.jasmin}:/gws", f"{self.laptop}:/x", "-r"
        )
        self.assertEqual(other.returncode, 1)
        self.assertIn("Conflict", other.stderr)
        self.wait(first["task_id"])

    def test_a_missing_source_is_trouble_not_success(self):
        task = self.submit(f"{self.jasmin}:/~/not here", f"{self.laptop}:/~/not here")
        event = self.until(lambda: self.events(task, "FILE_NOT_FOUND"))
        self.assertTrue(event["is_error"])
        self.assertEqual(self.globus_json("task", "show", task)["status"], "ACTIVE")
        self.globus("task", "update", task, "--label", "hopeless")
        self.assertEqual(self.globus_json("task", "show", task)["label"], "hopeless")
        self.globus("task", "pause-info", task)
        self.globus("task", "cancel", task)
        self.wait(task, check=1)
        shown = self.globus_json("task", "show", task)
        self.assertEqual(shown["status"], "FAILED")

    def test_a_full_disk_is_said(self):
        self.sandbox.control("disk", {"full": True})
        task = self.submit("-r", f"{self.jasmin}:/~/", f"{self.laptop}:/~/full")
        self.until(lambda: self.events(task, "NO_SPACE_LEFT") or self.events(task, "QUOTA_EXCEEDED"))
        self.sandbox.control("disk", {"full": False})
        self.wait(task)
        self.assertEqual(without_links(digest(self.jasmin_home)), digest(self.laptop_home / "full"))

    def events(self, task, code):
        found = self.globus_json("task", "event-list", task)["DATA"]
        return next((e for e in found if e["code"] == code), None)

    def until(self, found):
        for _ in range(120):
            if answer := found():
                return answer
        self.fail("it did not happen within 120 looks")

    def test_raw_api_and_filters(self):
        done = json.loads(self.globus("api", "transfer", "GET", "/task_list", "-Q", "limit=1"))
        self.assertEqual(done["DATA_TYPE"], "task_list")
        self.globus("task", "list", "--filter-status", "ACTIVE", "--filter-label", "x", "--limit", "3")


class SlowTasks(SandboxTest):
    OPTIONS = ("--rate", "400000")

    def test_three_run_and_the_rest_wait(self):
        source = self.sandbox.root(JASMIN) / HOME / "slow"
        source.write_bytes(b"x" * 3_000_000)
        tasks = [self.submit(f"{self.jasmin}:/~/slow", f"{self.laptop}:/~/slow{n}") for n in range(5)]
        shown = [self.globus_json("task", "show", task)["nice_status"] for task in tasks]
        self.assertEqual(shown.count("Queued"), 2, shown)
        self.globus("task", "cancel", tasks[0])
        self.wait(tasks[0], check=1)
        self.sandbox.control("rate", {"bytes_per_second": None})
        for task in tasks[1:]:
            self.wait(task)
        copies = sorted(p.name for p in self.sandbox.home_of(LAPTOP).glob("slow*"))
        self.assertEqual(copies, ["slow1", "slow2", "slow3", "slow4"])

    def test_a_restart_finishes_what_was_running(self):
        self.sandbox.control("rate", {"bytes_per_second": 400000})
        (self.sandbox.root(JASMIN) / HOME / "long").write_bytes(b"y" * 1_200_000)
        task = self.submit(f"{self.jasmin}:/~/long", f"{self.laptop}:/~/long")
        self.sandbox.restart()
        self.wait(task)
        self.assertEqual((self.sandbox.home_of(LAPTOP) / "long").read_bytes(), b"y" * 1_200_000)


if __name__ == "__main__":
    unittest.main()
