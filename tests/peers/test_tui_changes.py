"""The real `hemi` deletes and marks, and the official CLI sees and reads it."""

import json
import unittest

from support import until
from tui import TuiTest

JASMIN = "JASMIN Default Collection"
WORK = "/home/users/demo/work"


class TuiChanges(TuiTest):
    def work(self, where, *names):
        """A new directory of a collection with these directories, each with a file."""
        self.place = self.sandbox.collection(JASMIN)["id"]
        work = self.sandbox.root(JASMIN) / where.strip("/")
        for name in names:
            (work / name).mkdir(parents=True)
            (work / name / "in it").write_text("x")
        return work

    def test_a_deletion_is_a_task_of_the_official_cli(self):
        work = self.work(f"{WORK}/delete", "goes", "stays")
        tui = self.hemi(f"{self.place}:{WORK}/delete/")
        tui.wait_text("goes", "stays")
        tui.keys("d")
        tui.wait_text("1 directory with everything inside", "Type delete")
        # What is typed before the plan could be read does not count.
        tui.press_until_gone("\x15delete\r", "Type delete")
        until(lambda: not (work / "goes").exists(), "the directory is gone")
        self.assertTrue((work / "stays" / "in it").exists())

        def ended():
            tasks = self.globus_json("task", "list", "--filter-type", "DELETE", client=True)["DATA"]
            return [task for task in tasks if task["status"] == "SUCCEEDED"]

        tasks = until(ended, "the task in the official CLI")
        self.assertEqual([task["source_endpoint_id"] for task in tasks], [self.place])
        shown = self.globus_json("task", "show", tasks[0]["task_id"], client=True)
        self.assertEqual((shown["type"], shown["label"]), ("DELETE", tasks[0]["label"]))
        tui.keys("q")
        self.assertEqual(tui.end(), 0)

    def test_a_file_of_marks_is_a_batch_of_the_official_cli(self):
        work = self.work(f"{WORK}/batch", "a b", "c'd")
        (work / "plain.nc").write_text("x")
        batch = self.sandbox.dir / "batch.txt"
        tui = self.hemi(f"{self.place}:{WORK}/batch/")
        tui.wait_text("plain.nc")
        tui.keys("Ab")
        tui.wait_text("Marks of this pane", "plain.nc")
        tui.keys("w")
        tui.keys(f"\x15{batch}\r")
        until(batch.exists, "the file of marks")
        dry = self.globus_json(
            "transfer", f"{self.place}:/", f"{self.place}:/~/", "--batch", str(batch), "--dry-run", client=True
        )
        items = {item["source_path"]: item.get("recursive") for item in dry["DATA"]}
        self.assertEqual(items, {f"{WORK}/batch/a b": True, f"{WORK}/batch/c'd": True, f"{WORK}/batch/plain.nc": None}, json.dumps(dry))

    def test_a_batch_of_the_official_cli_is_marked(self):
        work = self.work(f"{WORK}/lines", "a b", "c'd")
        (work / "plain.nc").write_text("x")
        (work / "not meant.nc").write_text("x")
        lines = [
            "# what goes",
            "",
            f"--recursive '{WORK}/lines/a b' '/~/a b'",
            f'"{WORK}/lines/c\'d" "/~/c\'d" -r',
            f"{WORK}/lines/plain.nc /~/plain.nc",
        ]
        batch, again = (self.sandbox.dir / name for name in ("lines.txt", "again.txt"))
        batch.write_text("\n".join(lines) + "\n")

        def items(path):
            ends = (f"{self.place}:/", f"{self.place}:/~/")
            dry = self.globus_json("transfer", *ends, "--batch", str(path), "--dry-run", client=True)
            return {item["source_path"]: bool(item.get("recursive")) for item in dry["DATA"]}

        meant = items(batch)
        tui = self.hemi(f"{self.place}:{WORK}/lines/")
        tui.wait_text("plain.nc")
        tui.keys("b")
        tui.wait_text("Marks of this pane")
        tui.keys("r")
        tui.keys(f"\x15{batch}\r")
        tui.wait_text("3 ")
        tui.keys("w")
        tui.keys(f"\x15{again}\r")
        until(again.exists, "the file of marks")
        self.assertEqual((items(again), len(meant)), (meant, 3))


if __name__ == "__main__":
    unittest.main()
