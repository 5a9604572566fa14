"""The official CLI finds collections and looks at, makes and renames files."""

import os
import unittest

from support import GLOBUS, SandboxTest


class Files(SandboxTest):
    def names(self, *arguments):
        return [entry["name"] for entry in self.globus_json("ls", *arguments)["DATA"]]

    def test_search_and_show(self):
        found = self.globus_json("endpoint", "search", "jasmin default")["DATA"]
        self.assertIn(self.jasmin, [c["id"] for c in found])
        self.assertEqual(self.globus_json("endpoint", "search", "no such collection anywhere")["DATA"], [])
        # A GCSv5 collection is shown by another command; the CLI says so with 3.
        self.globus("endpoint", "show", self.jasmin, check=3)
        self.assertEqual(self.globus_json("endpoint", "show", self.laptop)["id"], self.laptop)
        mine = self.globus_json("endpoint", "search", "--filter-scope", "my-endpoints")["DATA"]
        self.assertIn(self.laptop, [c["id"] for c in mine])

    def test_ls_agrees_with_the_disk(self):
        root = self.sandbox.root("JASMIN Default Collection")
        for path in ("/", "/gws/nopw/j04", "/badc", "/home/users/demo"):
            real = sorted(n for n in os.listdir(root / path.lstrip("/")) if not n.startswith("."))
            self.assertEqual(sorted(self.names(f"{self.jasmin}:{path}")), real, path)
        home = root / "home/users/demo"
        self.assertEqual(sorted(self.names("-a", f"{self.jasmin}:/~/")), sorted(os.listdir(home)))
        self.assertEqual(self.sandbox.home_of("JASMIN Default Collection"), home)

    def test_ls_order_filter_and_depth(self):
        home = f"{self.jasmin}:/~/"
        up = self.names("--orderby", "name:ASC", home)
        down = self.names("--orderby", "name:DESC", home)
        self.assertEqual(up, down[::-1])
        big = self.largest_directory()
        names = self.names("--filter", "~*0", f"{self.jasmin}:{big}")
        self.assertTrue(names and all(n.endswith("0") for n in names) or not names)
        deep = self.globus("ls", "-r", "--recursive-depth-limit", "2", f"{self.jasmin}:/home").splitlines()
        self.assertIn("users/demo/", deep)
        self.assertEqual(self.globus("ls", "-l", home).splitlines()[0].split("|")[0].strip(), "Permissions")

    def largest_directory(self):
        root = self.sandbox.root("JASMIN Default Collection")
        best = max(os.walk(root), key=lambda step: len(step[2]))
        self.assertGreaterEqual(len(best[2]), 5000)
        return "/" + os.path.relpath(best[0], root)

    def test_five_thousand_files(self):
        self.assertGreaterEqual(len(self.names(f"{self.jasmin}:{self.largest_directory()}")), 5000)

    def test_stat_mkdir_rename(self):
        there = f"{self.jasmin}:/~/peer"
        self.assertIn("created successfully", self.globus("mkdir", there))
        self.globus("mkdir", there, check=1)
        self.assertEqual(self.globus_json("stat", there)["type"], "dir")
        self.globus("rename", self.jasmin, "/~/peer", "/~/peer two")
        # The CLI says so and ends with 0.
        self.assertIn("Nothing found", self.globus("stat", there))
        self.assertEqual(self.globus_json("stat", there + " two")["name"], "peer two")

    def test_refusals(self):
        for path, word in (("/nothing/here", "NotFound"), ("/~/../../../../etc/passwd", "NotFound")):
            done = self.sandbox.env("--", GLOBUS, "ls", f"{self.jasmin}:{path}")
            self.assertEqual(done.returncode, 1)
            self.assertIn(word, done.stderr)
        done = self.sandbox.env("--", GLOBUS, "mkdir", f"{self.jasmin}:/badc/new")
        self.assertEqual(done.returncode, 1)
        self.assertIn("PermissionDenied", done.stderr)

    def test_offline_collection(self):
        self.sandbox.control("collection", {"id": self.laptop, "offline": True})
        done = self.sandbox.env("--", GLOBUS, "ls", f"{self.laptop}:/")
        self.sandbox.control("collection", {"id": self.laptop, "offline": False})
        self.assertEqual(done.returncode, 1)
        self.assertIn("GCDisconnected", done.stderr)
        self.globus("ls", f"{self.laptop}:/~/")

    def test_bookmarks(self):
        made = self.globus_json("bookmark", "create", f"{self.jasmin}:/gws/", "workspaces")
        self.assertIn("workspaces", self.globus("bookmark", "list"))
        self.globus("bookmark", "rename", "workspaces", "gws")
        self.assertEqual(self.globus_json("bookmark", "show", "gws")["id"], made["id"])
        self.globus("bookmark", "delete", "gws")
        self.assertEqual(self.globus_json("bookmark", "list")["DATA"], [])


if __name__ == "__main__":
    unittest.main()
