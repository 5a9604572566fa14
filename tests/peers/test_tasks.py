"""The official CLI lists, shows, waits for, changes and cancels tasks."""

import json
import unittest
from datetime import datetime, timedelta

from support import JASMIN, LAPTOP, SandboxTest, until

HOME = "home/users/demo"
UNKNOWN = "00000000-0000-4000-8000-000000000000"


class Tasks(SandboxTest):
    """Three tasks that are over, and what each filter makes of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.there = cls.sandbox.home_of(LAPTOP)
        files = f"{cls.jasmin}:/~/README.txt", f"{cls.laptop}:/~/"
        cls.done = {
            "Alpha one": cls.submitted("transfer", files[0], files[1] + "a", "--label", "Alpha one"),
            "beta": cls.submitted("transfer", files[0], files[1] + "b", "--label", "beta"),
        }
        # Everything before is of another day.
        cls.sandbox.control("clock", {"step_seconds": 86_400})
        cls.done["gone"] = cls.submitted("delete", files[1] + "a", "--label", "gone")
        cls.done["failed"] = cls.submitted("delete", files[1] + "no such file", "--label", "failed")

    @classmethod
    def submitted(cls, *arguments):
        task = cls.sandbox.globus_json(*arguments)["task_id"]
        until(lambda: cls.sandbox.status(task) != "ACTIVE", "the end of a task")
        return task

    def labels(self, *arguments):
        """Labels of the listed tasks of this class's start, in their order."""
        listed = self.globus_json("task", "list", "--limit", "100", *arguments)["DATA"]
        return [t["label"] for t in listed if t["task_id"] in self.done.values()]

    def test_list_and_its_filters(self):
        self.assertEqual(self.labels(), ["failed", "gone", "beta", "Alpha one"], "the newest first")
        yesterday = self.show(self.done["beta"])["request_time"]
        middle = yesterday[:10] + "T23:59:59"
        for options, wanted in (
            (["--filter-type", "DELETE"], ["failed", "gone"]),
            (["--filter-type", "TRANSFER"], ["beta", "Alpha one"]),
            (["--filter-status", "FAILED"], ["failed"]),
            (["--filter-status", "ACTIVE", "--filter-status", "INACTIVE"], []),
            (["--filter-status", "FAILED", "--filter-type", "TRANSFER"], []),
            (["--filter-task-id", self.done["beta"], "--filter-task-id", self.done["gone"]], ["gone", "beta"]),
            (["--filter-label", "alpha*"], ["Alpha one"]),
            (["--filter-label", "*a"], ["beta"]),
            (["--exact", "--filter-label", "alpha*"], []),
            (["--exact", "--filter-label", "beta"], ["beta"]),
            (["--filter-label", "beta", "--filter-label", "gone"], ["gone", "beta"]),
            (["--filter-not-label", "*a", "--filter-not-label", "failed"], ["gone", "Alpha one"]),
            (["--exact", "--filter-not-label", "beta"], ["failed", "gone", "Alpha one"]),
            (["--filter-requested-after", middle], ["failed", "gone"]),
            (["--filter-requested-before", middle], ["beta", "Alpha one"]),
            (["--filter-completed-after", middle, "--filter-status", "SUCCEEDED"], ["gone"]),
            (["--filter-completed-before", middle], ["beta", "Alpha one"]),
            (["--filter-requested-before", "2001-01-01"], []),
        ):
            self.assertEqual(self.labels(*options), wanted, options)

    def test_list_is_cut_and_paged(self):
        rows = self.globus("task", "list", "--limit", "2").splitlines()
        self.assertEqual([cell.strip() for cell in rows[0].split("|")][:3], ["Task ID", "Status", "Type"])
        self.assertEqual(len(rows), 4)
        page = json.loads(self.globus("api", "transfer", "GET", "/task_list", "-Q", "limit=1", "-Q", "offset=1"))
        every = json.loads(self.globus("api", "transfer", "GET", "/task_list", "-Q", "limit=1000"))
        self.assertEqual([t["task_id"] for t in page["DATA"]], [every["DATA"][1]["task_id"]])
        self.assertEqual((page["total"], page["length"], page["limit"], page["offset"]), (every["total"], 1, 1, 1))
        fields = json.loads(self.globus("api", "transfer", "GET", "/task_list", "-Q", "fields=task_id,label"))
        self.assertEqual({frozenset(t) - {"DATA_TYPE"} for t in fields["DATA"]}, {frozenset({"task_id", "label"})})
        for query in ("filter=colour:red", "orderby=colour", "limit=many"):
            self.assertIn("BadRequest", self.refused("api", "transfer", "GET", "/task_list", "-Q", query), query)

    def test_show(self):
        shown = self.globus("task", "show", self.done["beta"])
        expected = {"Label": "beta", "Type": "TRANSFER", "Status": "SUCCEEDED", "Source Endpoint": JASMIN}
        for name, value in expected.items():
            self.assertRegex(shown, rf"{name}: +{value}\n")
        gone = self.show(self.done["gone"])
        self.assertEqual(
            (gone["source_endpoint_id"], gone["destination_endpoint_id"], gone["files"]), (self.laptop, None, 1)
        )
        failed = self.show(self.done["failed"])
        self.assertEqual((failed["status"], failed["fatal_error"]["code"]), ("FAILED", "FILE_NOT_FOUND"))
        sent = self.globus("task", "show", "-t", self.done["beta"])
        self.assertRegex(sent, r"/home/users/demo/README.txt \| /home/demo/b +\| \d+ +\| SHA256 ")
        self.assertEqual(self.show(self.done["beta"], "--skipped-errors")["DATA"], [])

    def test_a_task_of_another_identity_is_not_found(self):
        for verb in (["show"], ["cancel"], ["wait", "--timeout", "1"], ["event-list"], ["pause-info"]):
            for task, who in ((UNKNOWN, {}), (self.done["beta"], {"client": True})):
                refusal = self.refused("task", *verb, task, **who)
                self.assertRegex(refusal, r"HTTP status: +404", (verb, who))
        self.assertEqual(self.globus_json("task", "list", client=True)["DATA"], [])

    def test_wait(self):
        self.globus("task", "wait", self.done["beta"])
        self.globus("task", "wait", self.done["failed"], check=1)
        stuck = self.stuck("wait")
        options = ("--polling-interval", "1", "--timeout", "1")
        done = self.sandbox.run("task", "wait", "-H", *options, stuck, check=1)
        self.assertIn("Task has yet to complete after 1 seconds", done.stderr)
        self.globus("task", "wait", "--timeout-exit-code", "77", *options, stuck, check=77)
        status = json.loads(self.globus("task", "wait", *options, "-F", "json", stuck, check=1))["status"]
        self.assertEqual(status, "ACTIVE")
        self.globus("task", "cancel", stuck)
        self.globus("task", "wait", stuck, check=1)

    def stuck(self, label):
        """A task that cannot end: its source is missing."""
        task = self.submit(f"{self.jasmin}:/~/not here", f"{self.laptop}:/~/not here", "--label", label)
        until(lambda: self.events(task, "FILE_NOT_FOUND"), "an event of the missing file")
        return task

    def test_update_cancel_and_events(self):
        task = self.stuck("stuck")
        shown = self.show(task)
        self.assertEqual((shown["status"], shown["is_ok"], shown["nice_status"]), ("ACTIVE", False, "FILE_NOT_FOUND"))
        self.assertGreaterEqual(shown["faults"], 1)
        self.assertRegex(self.globus("task", "show", task), r"Details: +FILE_NOT_FOUND\n")
        self.globus("task", "update", task, "--label", "hopeless")
        self.globus("task", "update", task, "--deadline", "2098-01-01 00:00:00")
        shown = self.show(task)
        self.assertEqual((shown["label"], shown["deadline"]), ("hopeless", "2098-01-01T00:00:00+00:00"))
        self.assertIn("is not paused", self.globus("task", "pause-info", task))
        self.assertRegex(self.refused("task", "show", "-t", task), r"HTTP status: +400")

        def codes(*options):
            return {e["code"] for e in self.globus_json("task", "event-list", *options, task)["DATA"]}

        self.assertEqual(codes("--filter-errors"), {"FILE_NOT_FOUND"})
        self.assertEqual(codes("--filter-non-errors"), {"STARTED"})
        self.assertEqual(codes(), {"FILE_NOT_FOUND", "STARTED"})
        self.refused("task", "event-list", "--filter-errors", "--filter-non-errors", task, check=2)
        self.assertIn("canceled successfully", self.globus("task", "cancel", task))
        self.assertIn("completed before", self.globus("task", "cancel", task))
        shown = self.show(task)
        self.assertEqual((shown["status"], shown["fatal_error"]["code"]), ("FAILED", "CANCELED"))
        newest = self.globus_json("task", "event-list", "--limit", "1", task)["DATA"]
        self.assertEqual([(e["code"], e["is_error"]) for e in newest], [("CANCELED", False)])
        self.assertRegex(self.refused("task", "update", task, "--label", "late"), r"HTTP status: +409")

    def test_a_deadline_ends_a_task(self):
        now = datetime.fromisoformat(self.sandbox.state()["now"])
        deadline = (now + timedelta(hours=1)).strftime("%Y-%m-%d %H:%M:%S")
        paths = f"{self.jasmin}:/~/not here", f"{self.laptop}:/~/not here"
        task = self.submit("--deadline", deadline, *paths)
        until(lambda: self.events(task, "FILE_NOT_FOUND"), "an event of the missing file")
        self.assertEqual(self.sandbox.status(task), "ACTIVE")
        self.sandbox.control("clock", {"step_seconds": 3700})
        self.wait(task, "FAILED")
        self.assertEqual(self.show(task)["fatal_error"]["code"], "EXPIRED")
        self.globus("task", "wait", "--timeout", "1", task, check=1)

    def test_an_error_that_passes_and_one_that_does_not(self):
        self.sandbox.control("event", {"code": "CONNECTION_RESET", "description": "reset", "details": "by a test"})
        task = self.submit(f"{self.jasmin}:/~/README.txt", f"{self.laptop}:/~/c")
        self.sandbox.control("clock", {"step_seconds": 60})
        self.wait(task)
        event = self.events(task, "CONNECTION_RESET")[0]
        self.assertEqual((event["is_error"], event["description"], event["details"]), (True, "reset", "by a test"))
        self.assertEqual(self.show(task)["faults"], 1)
        self.sandbox.control("event", {"code": "PERMISSION_DENIED", "fatal": True})
        task = self.submit(f"{self.jasmin}:/~/README.txt", f"{self.laptop}:/~/d")
        self.wait(task, "FAILED")
        self.assertEqual(self.show(task)["fatal_error"]["code"], "PERMISSION_DENIED")
        self.assertFalse((self.there / "d").exists())

    def test_a_finished_task_can_leave_the_list(self):
        task = self.submitted("transfer", f"{self.jasmin}:/~/README.txt", f"{self.laptop}:/~/r", "--label", "leaves")
        self.globus("api", "transfer", "POST", f"/task/{task}/remove")
        listed = self.globus_json("task", "list", "--filter-task-id", task)["DATA"]
        self.assertEqual(listed, [])
        self.assertEqual(self.show(task)["label"], "leaves")


class SlowTasks(SandboxTest):
    OPTIONS = ("--rate", "400000")

    def tearDown(self):
        self.sandbox.control("rate", {"bytes_per_second": 400_000})

    def test_three_run_and_the_rest_wait(self):
        source = self.sandbox.root(JASMIN) / HOME / "slow"
        source.write_bytes(b"x" * 4_000_000)
        tasks = [self.submit(f"{self.jasmin}:/~/slow", f"{self.laptop}:/~/slow{n}") for n in range(5)]
        shown = [self.show(task)["nice_status"] for task in tasks]
        self.assertEqual(shown.count("Queued"), 2, shown)
        self.assertEqual(shown[3:], ["Queued", "Queued"], "the first to come are the first to run")
        self.globus("task", "cancel", tasks[0])
        self.assertEqual(self.sandbox.status(tasks[0]), "FAILED")
        self.sandbox.control("rate", {"bytes_per_second": None})
        for task in tasks[1:]:
            self.wait(task)
        copies = sorted(p.name for p in self.sandbox.home_of(LAPTOP).glob("slow*"))
        self.assertEqual(copies, ["slow1", "slow2", "slow3", "slow4"])

    def test_cancel_all(self):
        (self.sandbox.root(JASMIN) / HOME / "all").write_bytes(b"x" * 4_000_000)
        tasks = [self.submit(f"{self.jasmin}:/~/all", f"{self.laptop}:/~/all{n}") for n in range(4)]
        canceled = self.globus_json("task", "cancel", "--all")
        self.assertEqual(sorted(canceled["task_ids"]), sorted(tasks))
        self.assertEqual({r["code"] for r in canceled["results"]}, {"Canceled"})
        self.assertEqual({self.sandbox.status(task) for task in tasks}, {"FAILED"})
        self.assertIn("no in-progress tasks", self.refused("task", "cancel", "--all"))
        self.assertEqual(list(self.sandbox.home_of(LAPTOP).glob("all*")), [])

    def test_rm_gives_up_waiting_and_the_task_goes_on(self):
        self.sandbox.control("collection", {"id": self.laptop, "offline": True})
        self.addCleanup(self.sandbox.control, "collection", {"id": self.laptop, "offline": False})
        done = self.sandbox.run("rm", "--timeout", "1", "--label", "patient", f"{self.laptop}:/~/.bashrc", check=1)
        self.assertIn("Task has yet to complete after 1 seconds", done.stderr)
        task = self.globus_json("task", "list", "--filter-label", "patient")["DATA"][0]
        self.assertEqual((task["status"], task["nice_status"]), ("ACTIVE", "GC_NOT_CONNECTED"))
        self.sandbox.control("collection", {"id": self.laptop, "offline": False})
        self.wait(task["task_id"])
        self.assertFalse((self.sandbox.home_of(LAPTOP) / ".bashrc").exists())

    def test_a_restart_finishes_what_was_running(self):
        (self.sandbox.root(JASMIN) / HOME / "long").write_bytes(b"y" * 1_200_000)
        task = self.submit(f"{self.jasmin}:/~/long", f"{self.laptop}:/~/long")
        self.sandbox.restart()
        self.sandbox.control("rate", {"bytes_per_second": None})
        self.wait(task)
        self.assertEqual((self.sandbox.home_of(LAPTOP) / "long").read_bytes(), b"y" * 1_200_000)


if __name__ == "__main__":
    unittest.main()
