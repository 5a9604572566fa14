"""The official CLI deletes: `delete` and `rm`, with patterns, batches and refusals; what is left is what was there."""

import os
import unittest

from support import JASMIN, SandboxTest, digest

HOME = "home/users/demo"


class Deletes(SandboxTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.home = cls.sandbox.root(JASMIN) / HOME

    def setUp(self):
        self.dir = self.home / self.id().rsplit(".", 1)[1]
        for path in ("tree/deep/f", "tree/g", "a.txt", "b.txt", "c.nc", ".hidden.txt", "x[1]", "x1"):
            (self.dir / path).parent.mkdir(parents=True, exist_ok=True)
            (self.dir / path).write_text(path)
        (self.dir / "empty").mkdir()
        self.before = digest(self.dir)

    def at(self, path=""):
        return f"{self.jasmin}:/~/{self.dir.name}/{path}"

    def gone(self):
        """What was there and is not; what is left must be as it was."""
        after = digest(self.dir)
        self.assertEqual(after, {name: what for name, what in self.before.items() if name in after})
        return self.before.keys() - after.keys()

    def delete(self, *arguments, status="SUCCEEDED", **options):
        task = self.submit(*arguments, verb="delete", **options)
        self.wait(task, status)
        return self.show(task)

    def test_delete_a_tree_and_a_file(self):
        options = ("--label", "all of it", "--notify", "off", "--deadline", "2099-01-01")
        shown = self.delete("-r", self.at("tree"), *options)
        self.assertEqual(self.gone(), {"tree", "tree/deep", "tree/deep/f", "tree/g"})
        self.assertEqual((shown["files"], shown["directories"], shown["label"]), (2, 2, "all of it"))
        self.delete(self.at("c.nc"))
        self.assertIn("c.nc", self.gone())

    def test_delete_takes_names_as_they_are(self):
        self.delete(self.at("x[1]"))
        self.assertEqual(self.gone(), {"x[1]"})
        self.delete(self.at("*.txt"), "--star-silent", status="FAILED")
        self.assertEqual(self.gone(), {"x[1]"})
        self.delete("--enable-globs", self.at("?.txt"))
        self.assertEqual(self.gone(), {"x[1]", "a.txt", "b.txt"})

    def test_a_directory_needs_to_be_asked_for(self):
        for path in ("tree", "empty"):
            failed = self.delete(self.at(path), status="FAILED")
            self.assertEqual(failed["fatal_error"]["code"], "IS_A_DIRECTORY")
        self.assertEqual(self.gone(), set())

    def test_what_is_missing(self):
        failed = self.delete(self.at("nothing"), status="FAILED")
        self.assertEqual(failed["fatal_error"]["code"], "FILE_NOT_FOUND")
        self.delete("--ignore-missing", self.at("nothing"))
        self.delete("-f", "-r", self.at("nothing/here"))
        self.assertEqual(self.gone(), set())

    def test_a_batch(self):
        lines = "tree\n# not this: c.nc\n\na.txt\n"
        self.delete("-r", "--batch", "-", self.at(), input=lines)
        self.assertEqual(self.gone(), {"tree", "tree/deep", "tree/deep/f", "tree/g", "a.txt"})

    def test_a_link_goes_and_what_it_leads_to_stays(self):
        (self.dir / "link").symlink_to("tree")
        self.delete("-r", self.at("link"))
        self.assertFalse(os.path.lexists(self.dir / "link"))
        self.assertEqual(self.gone(), set())

    def test_rm_waits_and_takes_patterns(self):
        self.globus("rm", self.at("*.txt"), "--star-silent")
        self.assertEqual(self.gone(), {"a.txt", "b.txt"}, "hidden names are not meant by a star")
        self.globus("rm", "-r", "--notify", "off", self.at("[te]*"))
        self.assertEqual(self.gone() - {"a.txt", "b.txt"}, {"tree", "tree/deep", "tree/deep/f", "tree/g", "empty"})
        self.globus("rm", "--no-enable-globs", self.at("x[1]"))
        self.assertIn("x[1]", self.gone())
        self.assertNotIn("x1", self.gone())

    def test_rm_that_fails(self):
        self.globus("rm", self.at("nothing*here"), check=1)
        self.globus("rm", self.at("tree"), check=1)
        self.globus("rm", "-f", self.at("nothing"))
        self.assertEqual(self.gone(), set())

    def test_refusals(self):
        before = self.sandbox.state()["tasks"]
        refusal = self.refused("delete", "-r", f"{self.jasmin}:/")
        self.assertRegex(refusal, r"HTTP status: +400")
        # Of the state, only the number of unused submission ids may differ.
        self.assertEqual(self.sandbox.state()["tasks"]["tasks"], before["tasks"])
        task = self.submit(f"{self.jasmin}:/badc/00README", verb="delete")
        self.globus("task", "wait", "--timeout", "1", task, check=1)
        self.globus("task", "cancel", task)
        self.assertTrue((self.sandbox.root(JASMIN) / "badc/00README").exists())

    def test_a_dry_run_deletes_nothing(self):
        document = self.globus_json("delete", "--dry-run", "-r", self.at("tree"))
        said = document["DATA_TYPE"], document["recursive"], document["interpret_globs"]
        self.assertEqual(said, ("delete", True, False))
        self.assertEqual([item["path"] for item in document["DATA"]], [f"/~/{self.dir.name}/tree"])
        self.globus("rm", "--dry-run", self.at("a.txt"))
        self.assertEqual(self.gone(), set())


if __name__ == "__main__":
    unittest.main()
