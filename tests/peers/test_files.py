"""The official CLI looks at, makes and renames files; the disk is the judge."""

import json
import os
import unittest

from support import JASMIN, LAPTOP, SandboxTest, digest

HOME = "home/users/demo"


class Files(SandboxTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.root = cls.sandbox.root(JASMIN)
        cls.home = cls.root / HOME

    def entries(self, *arguments):
        return self.globus_json("ls", *arguments)["DATA"]

    def names(self, *arguments):
        return [entry["name"] for entry in self.entries(*arguments)]

    def raw(self, path, *pairs):
        """The answer of an `ls` with these query parameters, of which `globus ls` shows the entries alone."""
        query = [part for pair in (f"path={path}", *pairs) for part in ("-Q", pair)]
        return json.loads(self.globus("api", "transfer", "GET", f"/operation/endpoint/{self.jasmin}/ls", *query))

    def test_ls_agrees_with_the_disk(self):
        for path in ("/", "/gws/nopw/j04", "/badc", "/home/users/demo"):
            real = sorted(n for n in os.listdir(self.root / path.lstrip("/")) if not n.startswith("."))
            self.assertEqual(sorted(self.names(f"{self.jasmin}:{path}")), real, path)
        self.assertEqual(sorted(self.names("-a", f"{self.jasmin}:/~/")), sorted(os.listdir(self.home)))
        self.assertEqual(sorted(self.names("-a", self.jasmin)), sorted(os.listdir(self.home)), "no path: the default")
        self.assertEqual(self.sandbox.home_of(JASMIN), self.home)
        answer = self.raw("/~/runs")
        self.assertEqual((answer["path"], answer["length"], answer["total"]), (f"/{HOME}/runs/", 4, 4))

    def test_awkward_names(self):
        for path in ("names", "names/odd", "names/accents", "names/観測データ"):
            real = {os.fsencode(name) for name in os.listdir(self.home / path)}
            # An undecodable name comes as U+FFFD and latin-1.
            given = {
                name[1:].encode("latin-1") if name.startswith("\ufffd") else name.encode()
                for name in self.names("-a", f"{self.jasmin}:/~/{path}")
            }
            self.assertEqual(given, real, path)
        for name in ("-leading-dash.nc", "100% complete #1 & more?.txt", "🌍 global means.csv"):
            self.assertEqual(self.globus_json("stat", f"{self.jasmin}:/~/names/{name}")["DATA_TYPE"], "file", name)

    def test_entries_tell_the_truth(self):
        for entry in self.entries(f"{self.jasmin}:/~/"):
            real = os.stat(self.home / entry["name"])
            self.assertEqual(entry["permissions"], f"{real.st_mode & 0o7777:04o}")
            when = entry["last_modified"].replace(" ", "T")
            self.assertRegex(when, r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$")
            if entry["type"] == "file":
                self.assertEqual(entry["size"], real.st_size)
        kinds = {e["name"]: (e["type"], e["link_target"]) for e in self.entries(f"{self.jasmin}:/~/")}
        self.assertEqual(kinds["README.txt"], ("file", None))
        # A link shows what it leads to.
        self.assertEqual(kinds["latest"], ("dir", "runs/2024-06-01"))
        runs = {e["name"]: (e["type"], e["link_target"]) for e in self.entries(f"{self.jasmin}:/~/runs")}
        self.assertEqual(runs["first-guess"], ("invalid_symlink", "2019-02-30"))

    def test_order(self):
        home = f"{self.jasmin}:/~/runs/2024-06-01/output"
        up = self.names("--orderby", "name:ASC", home)
        self.assertEqual(up, sorted(os.listdir(self.home / "runs/2024-06-01/output")))
        self.assertEqual(self.names("--orderby", "name:DESC", home), up[::-1])
        sizes = [e["size"] for e in self.entries("--orderby", "size:DESC", home)]
        self.assertEqual(sizes, sorted(sizes, reverse=True))
        (self.home / "order").mkdir()
        for name, size in (("a", 2), ("b", 1), ("c", 2), ("d", 1)):
            (self.home / "order" / name).write_bytes(b"x" * size)
        (self.home / "order" / "e").mkdir()
        order = ("--orderby", "type:ASC", "--orderby", "size:ASC", "--orderby", "name:DESC")
        self.assertEqual(self.names(*order, f"{self.jasmin}:/~/order"), ["e", "d", "b", "c", "a"])

    def test_filters(self):
        there = f"{self.jasmin}:/~/members"
        real = sorted(os.listdir(self.home / "members"))
        for pattern, wanted in (
            ("~*_001?.csv", lambda n: n.startswith("tas_member_001")),
            ("~*7.csv", lambda n: n.endswith("7.csv")),
            ("!~*0*", lambda n: "0" not in n),
            ("=tas_member_0042.csv", lambda n: n == "tas_member_0042.csv"),
            ("tas_member_0042.csv", lambda n: n == "tas_member_0042.csv"),
            ("~*7.csv,~*8.csv", lambda n: n.endswith(("7.csv", "8.csv"))),
            ("~nothing*", lambda n: False),
        ):
            expected = [name for name in real if wanted(name)]
            self.assertEqual(sorted(self.names("--filter", pattern, there)), expected, pattern)
        others = self.names("--filter", "!tas_member_0042.csv", there)
        self.assertEqual(len(others), len(real) - 1)
        self.assertRegex(self.refused("ls", "--filter", "a/b", there, check=2), 'cannot contain "/"')

    def test_depth(self):
        deep = self.globus("ls", "-r", "--recursive-depth-limit", "2", f"{self.jasmin}:/home").splitlines()
        self.assertIn("users/demo/", deep)
        self.assertIn("users/demo/README.txt", deep)
        self.assertNotIn("users/demo/analysis/environment.yml", deep)
        # With a filter, directories pass so that what is below them can be found.
        found = self.globus("ls", "-r", "--filter", "~*.py", f"{self.jasmin}:/~/analysis").splitlines()
        self.assertEqual([name for name in found if not name.endswith("/")], ["plot_tas_anomaly.py"])
        self.assertIn("2024/paper/figures/", found)
        all_of_it = self.globus("ls", "-a", "-r", "--recursive-depth-limit", "9", f"{self.jasmin}:/~/analysis")
        self.assertEqual(
            sorted(line.rstrip("/") for line in all_of_it.splitlines()), sorted(digest(self.home / "analysis"))
        )

    def test_long_form(self):
        head, _, *rows = self.globus("ls", "-l", f"{self.jasmin}:/~/analysis").splitlines()
        columns = [column.strip() for column in head.split("|")]
        self.assertEqual(
            columns, ["Permissions", "User", "Group", "Size", "Last Modified", "File Type", "Filename"]
        )
        row = next([cell.strip() for cell in row.split("|")] for row in rows if "environment.yml" in row)
        real = os.stat(self.home / "analysis/environment.yml")
        self.assertEqual(
            (row[0], row[3], row[5]), (f"{real.st_mode & 0o7777:04o}", str(real.st_size), "file")
        )

    def test_pages(self):
        whole = self.raw("/~/members", "orderby=name")
        self.assertEqual((whole["length"], whole["total"], len(whole["DATA"])), (5000, 5000, 5000))
        page = self.raw("/~/members", "orderby=name", "limit=7", "offset=4990")
        self.assertEqual([e["name"] for e in page["DATA"]], [e["name"] for e in whole["DATA"]][4990:4997])
        self.assertEqual((page["length"], page["total"], page["limit"], page["offset"]), (7, 5000, 7, 4990))
        last = self.raw("/~/members", "orderby=name", "limit=7", "offset=4998")
        self.assertEqual(last["length"], 2)

    def test_stat_mkdir_rename(self):
        there = f"{self.jasmin}:/~/peer"
        self.assertIn("created successfully", self.globus("mkdir", there))
        self.assertTrue((self.home / "peer").is_dir())
        self.assertIn("ExternalError.MkdirFailed.Exists", self.refused("mkdir", there))
        self.assertEqual(self.globus_json("stat", there)["type"], "dir")
        self.globus("rename", self.jasmin, "/~/peer", "/~/peer two")
        # The CLI says so and ends with 0.
        self.assertIn("Nothing found", self.globus("stat", there))
        self.assertEqual(self.globus_json("stat", there + " two")["name"], "peer two")
        # Into another directory of the collection, a link as itself.
        (self.home / "peer link").symlink_to("README.txt")
        self.globus("rename", self.jasmin, "/~/peer link", "/~/peer two/link")
        self.assertEqual(os.readlink(self.home / "peer two/link"), "README.txt")
        file = self.globus_json("stat", f"{self.jasmin}:/~/README.txt")
        real = (self.home / "README.txt").stat()
        self.assertEqual((file["type"], file["size"], file["link_target"]), ("file", real.st_size, None))

    def test_refusals(self):
        before = digest(self.home / "runs")
        for path, word in (
            ("/nothing/here", "ClientError.NotFound"),
            ("/~/../../../../etc/passwd", "ClientError.NotFound"),
            ("/~/README.txt", "ExternalError.DirListingFailed.NotDirectory"),
        ):
            self.assertRegex(self.refused("ls", f"{self.jasmin}:{path}"), rf"code: +{word}\n")
        for path, word in (
            ("/badc/new", "ExternalError.MkdirFailed.PermissionDenied"),
            ("/~/README.txt/new", "ExternalError.MkdirFailed"),
            ("/~/no/such/parent", "ExternalError.MkdirFailed"),
        ):
            self.assertRegex(self.refused("mkdir", f"{self.jasmin}:{path}"), rf"code: +{word}")
        for old, new, word in (
            ("/~/nothing", "/~/x", "NotFound"),
            ("/~/runs/2024-03-04", "/~/README.txt", "ExternalError.RenameFailed.Exists"),
            ("/~/runs/2024-03-04", "/~/runs/2024-06-01", "ExternalError.RenameFailed.Exists"),
            ("/~/runs/2024-03-04", "/~/runs/2024-03-04/inside", "ExternalError.RenameFailed"),
            ("/badc/00README", "/~/x", "ExternalError.RenameFailed.PermissionDenied"),
            ("/~/runs/2024-03-04", "/badc/x", "ExternalError.RenameFailed.PermissionDenied"),
        ):
            self.assertRegex(self.refused("rename", self.jasmin, old, new), rf"code: +.*{word}", (old, new))
        self.assertEqual(digest(self.home / "runs"), before)

    def test_offline_collection(self):
        self.sandbox.control("collection", {"id": self.laptop, "offline": True})
        self.addCleanup(self.sandbox.control, "collection", {"id": self.laptop, "offline": False})
        for verb, name in ((("ls",), "DirListing"), (("mkdir",), "Mkdir")):
            refusal = self.refused(*verb, f"{self.laptop}:/~/x")
            self.assertRegex(refusal, rf"code: +ExternalError.{name}Failed.GCDisconnected")
        self.sandbox.control("collection", {"id": self.laptop, "offline": False})
        self.assertEqual(
            sorted(self.names("-a", f"{self.laptop}:/~/")), sorted(os.listdir(self.sandbox.home_of(LAPTOP)))
        )


class VeryLargeDirectories(SandboxTest):
    OPTIONS = ("--big",)

    def test_a_listing_ends_at_a_hundred_thousand(self):
        big = self.sandbox.collection("Very large directories")["id"]
        names = self.globus("ls", f"{big}:/1000000").splitlines()
        self.assertEqual((len(names), len(set(names))), (100_000, 100_000))
        path = f"/operation/endpoint/{big}/ls"
        query = ("-Q", "path=/1000000/", "-Q", "limit=3", "-Q", "offset=999998")
        page = json.loads(self.globus("api", "transfer", "GET", path, *query))
        self.assertEqual((page["length"], page["total"]), (2, 1_000_000))
        # A filter is evaluated before the limit: it finds what that leaves out.
        self.assertEqual(self.globus("ls", "--filter", "~*999999*", f"{big}:/1000000").splitlines(), ["f0999999"])


if __name__ == "__main__":
    unittest.main()
