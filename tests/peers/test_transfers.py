"""The official CLI moves real files under every option it has; trees are compared by sha256."""

import hashlib
import json
import os
import unittest

from support import JASMIN, LAPTOP, SandboxTest, digest, until, without_links

HOME = "home/users/demo"
OLD = 1_500_000_000


class Transfers(SandboxTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.here = cls.sandbox.root(JASMIN) / HOME
        cls.there = cls.sandbox.home_of(LAPTOP)

    def make(self, name, files):
        """A directory of the source's home with these files: name -> text, or None for a directory."""
        for path, text in files.items():
            file = self.here / name / path
            (file if text is None else file.parent).mkdir(parents=True, exist_ok=True)
            if text is not None:
                file.write_text(text)
        return self.here / name

    def ends(self, name, other=None):
        return f"{self.jasmin}:/~/{name}", f"{self.laptop}:/~/{other or name}"

    def counts(self, task, *members):
        return tuple(task[member] for member in members)

    def test_a_tree_arrives_byte_for_byte(self):
        shown = self.moved("--recursive", *self.ends("", "whole home"), "--label", "whole")
        self.assertEqual(without_links(digest(self.here)), digest(self.there / "whole home"))
        self.assertEqual((shown["status"], shown["label"], shown["is_ok"]), ("SUCCEEDED", "whole", None))
        files = [path for path in self.here.rglob("*") if path.is_file() and not path.is_symlink()]
        files = [path for path in files if not any(p.is_symlink() for p in path.parents)]
        self.assertEqual(
            self.counts(shown, "files", "files_transferred", "files_skipped", "symlinks", "faults"),
            (len(files), len(files), 0, 0, 0),
        )
        self.assertEqual(shown["bytes_transferred"], sum(path.stat().st_size for path in files))
        self.assertEqual(shown["bytes_checksummed"], shown["bytes_transferred"])
        self.assertEqual(shown["subtasks_total"], shown["subtasks_succeeded"])
        # Over several pages.
        sent = self.show(shown["task_id"], "-t")["DATA"]
        self.assertEqual(len({s["destination_path"] for s in sent}), len(files))
        one = next(s for s in sent if s["source_path"].endswith("/README.txt"))
        readme = (self.here / "README.txt").read_bytes()
        self.assertEqual((one["size"], one["checksum"]), (len(readme), hashlib.sha256(readme).hexdigest()))

    def test_sync_levels(self):
        here = self.make("sync", {"same": "same", "size": "longer", "newer": "newer", "older": "older", "new": "new"})
        for name in ("same", "size", "older"):
            os.utime(here / name, (OLD, OLD))
        before = {"same": "same", "size": "short", "newer": "NEWER", "older": "OLDER"}
        copied = {}
        for number, level in enumerate(("exists", "size", "mtime", "checksum")):
            there = self.there / f"sync {level}"
            there.mkdir()
            for name, text in before.items():
                (there / name).write_text(text)
            os.utime(there / "newer", (OLD, OLD))
            shown = self.moved("-r", "--sync-level", level, *self.ends("sync", there.name))
            copied[level] = {n for n in os.listdir(here) if (there / n).read_text() != before.get(n)}
            self.assertEqual(shown["files_transferred"] + shown["files_skipped"], 5)
            sent = {s["source_path"].rsplit("/", 1)[1] for s in self.show(shown["task_id"], "-t")["DATA"]}
            self.assertEqual(sent, copied[level], level)
            self.assertEqual(shown["sync_level"], number)
        self.assertEqual(
            copied,
            {
                "exists": {"new"},
                "size": {"new", "size"},
                "mtime": {"new", "size", "newer"},
                "checksum": {"new", "size", "newer", "older"},
            },
        )

    def test_filter_rules(self):
        files = ("a.txt", "b.nc", "sub/c.txt", "sub/d.nc", "keep.nc", "x.txt/e.nc")
        self.make("rules", {path: path for path in files})
        for name, options, wanted in (
            ("exclude", ["--exclude", "*.nc"], {"a.txt", "sub/c.txt"}),
            ("only", ["--include", "*.txt", "--exclude", "*"], {"a.txt", "sub/c.txt"}),
            ("first wins", ["--include", "k*.nc", "--exclude", "*.nc"], {"a.txt", "sub/c.txt", "keep.nc"}),
            ("class", ["--exclude", "[ab].*"], {"sub/c.txt", "sub/d.nc", "keep.nc", "x.txt/e.nc"}),
            ("one sign", ["--exclude", "?.txt"], {"b.nc", "sub/d.nc", "keep.nc", "x.txt/e.nc"}),
        ):
            shown = self.moved("-r", *options, *self.ends("rules", f"rules {name}"))
            got = digest(self.there / f"rules {name}")
            self.assertEqual({path for path, what in got.items() if what != "dir"}, wanted, name)
            self.assertEqual(shown["files"], len(wanted))
        rule = self.show(shown["task_id"])["filter_rules"]
        self.assertEqual(
            [(r["method"], r["name"], r["type"]) for r in rule], [("exclude", "?.txt", "file")]
        )

    def test_times_are_kept_where_asked(self):
        here = self.make("times", {"f": "f", "sub/g": "g"})
        for file in ("f", "sub/g"):
            os.utime(here / file, (OLD, OLD))
        self.moved("-r", "--preserve-timestamp", *self.ends("times", "kept"))
        self.moved("-r", *self.ends("times", "new"))
        for file in ("f", "sub/g"):
            self.assertEqual(int((self.there / "kept" / file).stat().st_mtime), OLD)
            self.assertGreater((self.there / "new" / file).stat().st_mtime, OLD + 1)

    def test_what_the_source_lacks_goes_where_asked(self):
        self.make("mirror", {"a": "a", "sub/b": "b"})
        for name in ("mirror", "unmirrored"):
            there = self.there / name
            (there / "extra dir").mkdir(parents=True)
            for path in ("extra", "extra dir/x", "a"):
                (there / path).write_text("old")
        self.moved("-r", "--delete-destination-extra", *self.ends("mirror"))
        self.moved("-r", *self.ends("mirror", "unmirrored"))
        self.assertEqual(digest(self.there / "mirror"), digest(self.here / "mirror"))
        kept = digest(self.there / "unmirrored")
        self.assertEqual(kept.keys(), digest(self.here / "mirror").keys() | {"extra", "extra dir", "extra dir/x"})
        wrong = ("--no-recursive", "--delete-destination-extra", *self.ends("mirror"))
        self.assertIn("cannot be specified", self.refused("transfer", *wrong, check=2))

    def test_checksums(self):
        text = b"the sum of this"
        self.make("sum", {"file": text.decode()})
        unverified = self.moved("--no-verify-checksum", *self.ends("sum/file", "unverified"))
        self.assertEqual(self.counts(unverified, "verify_checksum", "bytes_checksummed"), (False, 0))
        self.assertIsNone(self.show(unverified["task_id"], "-t")["DATA"][0]["checksum"])
        for name, algorithm, options in (
            ("md5 unsaid", "MD5", []),
            ("sha1", "SHA1", ["--checksum-algorithm", "SHA1"]),
            ("sha256", "SHA256", ["--checksum-algorithm", "SHA256"]),
        ):
            right = hashlib.new(algorithm, text).hexdigest()
            shown = self.moved("--external-checksum", right, *options, *self.ends("sum/file", name))
            self.assertEqual((self.there / name).read_bytes(), text)
            sent = self.show(shown["task_id"], "-t")["DATA"][0]
            self.assertEqual((sent["checksum_algorithm"], sent["checksum"]), (algorithm, right))
        shown = self.moved("--checksum-algorithm", "SHA512", *self.ends("sum/file", "sha512"))
        sent = self.show(shown["task_id"], "-t")["DATA"][0]
        self.assertEqual(sent["checksum"], hashlib.sha512(text).hexdigest())
        self.assertIn("CRC32", self.refused("transfer", "--checksum-algorithm", "CRC32", *self.ends("sum/file", "no")))
        wrong = hashlib.sha256(b"another").hexdigest()
        options = ["--checksum-algorithm", "SHA256", "--external-checksum", wrong]
        task = self.submit(*options, *self.ends("sum/file", "wrong"))
        until(lambda: self.events(task, "EXTERNAL_CHECKSUM_MISMATCH"), "an event of the mismatch")
        self.globus("task", "cancel", task)
        self.assertFalse((self.there / "wrong").exists())

    def test_symbolic_links(self):
        here = self.make("links", {"file": "f", "dir/g": "g"})
        (here / "to file").symlink_to("file")
        (here / "to dir").symlink_to("dir")
        (here / "broken").symlink_to("nothing")
        # Links below a directory are left out; a path that is a link itself is followed.
        shown = self.moved("-r", *self.ends("links"))
        self.assertEqual(digest(self.there / "links"), without_links(digest(here)))
        self.assertEqual(self.counts(shown, "files", "symlinks"), (2, 0))
        self.moved(*self.ends("links/to file", "followed"))
        self.assertEqual((self.there / "followed").read_text(), "f")
        self.moved("-r", *self.ends("links/to dir", "followed dir"))
        self.assertEqual(digest(self.there / "followed dir"), digest(here / "dir"))

    def post(self, **document):
        """Submits a document unchanged, for what `globus transfer` has no option for; waits and gives the task."""
        submission = self.globus("task", "generate-submission-id").strip()
        document = {
            "DATA_TYPE": "transfer",
            "submission_id": submission,
            "source_endpoint": self.jasmin,
            "destination_endpoint": self.laptop,
            **document,
        }
        answer = self.globus("api", "transfer", "POST", "/transfer", "--body", json.dumps(document))
        task = json.loads(answer)["task_id"]
        self.wait(task)
        return self.show(task)

    def test_symbolic_links_kept_and_copied(self):
        here = self.make("rules of links", {"file": "f", "dir/g": "g"})
        (here / "to file").symlink_to("file")
        (here / "to dir").symlink_to("dir")

        def item(destination, kind="transfer_item", source="", **more):
            source, destination = f"/~/rules of links/{source}", f"/~/{destination}"
            return {"DATA_TYPE": kind, "source_path": source, "destination_path": destination, **more}

        kept = self.post(recursive_symlinks="keep", DATA=[item("links kept", recursive=True)])
        self.assertEqual(digest(self.there / "links kept"), digest(here))
        self.assertEqual(os.readlink(self.there / "links kept/to dir"), "dir")
        self.assertEqual(self.counts(kept, "symlinks", "recursive_symlinks"), (2, "keep"))
        self.post(recursive_symlinks="copy", DATA=[item("links copied", recursive=True)])
        copied = digest(self.there / "links copied")
        self.assertEqual(copied["to file"], copied["file"])
        self.assertEqual((copied["to dir"], copied["to dir/g"]), ("dir", copied["dir/g"]))
        self.post(DATA=[item("link alone", "transfer_symlink_item", "to file")])
        self.assertEqual(os.readlink(self.there / "link alone"), "file")
        # A link can be transferred alone, too.
        body = json.dumps({"DATA_TYPE": "symlink", "symlink_target": "nowhere", "path": "/~/made link"})
        self.globus("api", "transfer", "POST", f"/operation/endpoint/{self.laptop}/symlink", "--body", body)
        self.assertEqual(os.readlink(self.there / "made link"), "nowhere")

    def test_the_kind_of_a_path(self):
        self.make("kinds", {"file": "f", "dir/g": "g"})
        self.moved(*self.ends("kinds/dir", "made out"))
        self.assertEqual(digest(self.there / "made out"), digest(self.here / "kinds/dir"))
        for option, path, code in (("-r", "file", "NOT_A_DIRECTORY"), ("--no-recursive", "dir", "IS_A_DIRECTORY")):
            task = self.submit(option, *self.ends(f"kinds/{path}", f"wrong {path}"))
            event = until(lambda: self.events(task, code), f"an event {code}")[0]
            self.assertTrue(event["is_error"])
            self.globus("task", "cancel", task)

    def test_batch(self):
        self.make("batch", {"b one": "1", "b2": "2", "dir/deep/f": "3"})
        lines = '# a comment\n"b one" "x y"\n\nb2 b2\n--recursive dir/deep deep\n'
        task = self.submit("--batch", "-", *self.ends("batch/"), input=lines)
        self.wait(task)
        self.assertEqual(
            {path: (self.there / "batch" / path).read_text() for path in ("x y", "b2", "deep/f")},
            {"x y": "1", "b2": "2", "deep/f": "3"},
        )
        listed = self.sandbox.dir / "batch.txt"
        listed.write_text(f"/{HOME}/batch/b2 '/~/from file'\n")
        self.wait(self.submit("--batch", str(listed), self.jasmin, self.laptop))
        self.assertEqual((self.there / "from file").read_text(), "2")
        wrong = ("-r", "--batch", str(listed), self.jasmin, self.laptop)
        self.assertIn("cannot use `--recursive`", self.refused("transfer", *wrong, check=2))

    def test_a_dry_run_sends_nothing(self):
        before = self.sandbox.state()
        document = self.globus_json(
            "transfer", "--dry-run", "-r", "--notify", "failed,inactive", "--deadline", "2099-01-02T03:04:05",
            "--encrypt-data", "--label", "dry", *self.ends("runs"),
        )
        self.assertEqual(
            (document["DATA"][0]["recursive"], document["label"], document["deadline"], document["encrypt_data"]),
            (True, "dry", "2099-01-02 03:04:05", True),
        )
        self.assertEqual((document["notify_on_succeeded"], document["notify_on_failed"]), (False, True))
        self.assertEqual(self.sandbox.state()["tasks"], before["tasks"])

    def test_notify_deadline_and_label(self):
        self.make("options", {"f": "f"})
        options = ("--notify", "off", "--encrypt", "--deadline", "2099-01-02 03:04:05", "--label", "Grüße 🌍")
        shown = self.moved(*options, *self.ends("options/f", "options"))
        self.assertEqual(self.counts(shown, "label", "encrypt_data"), ("Grüße 🌍", True))
        self.assertEqual(shown["deadline"], "2099-01-02T03:04:05+00:00")
        for options, words in (
            (["--deadline", "2001-01-01"], "in the past"),
            (["--label", "x" * 129], "128"),
            (["--submission-id", "00000000-0000-4000-8000-000000000000"], "submission id"),
        ):
            refusal = self.refused("transfer", *options, *self.ends("options/f", "no"))
            self.assertRegex(refusal, rf"HTTP status: +400\n(.*\n)*code: +ClientError.BadRequest\nmessage: .*{words}")

    def test_skipped_sources(self):
        here = self.make("skip", {"good": "g", "secret": "s"})
        (here / "secret").chmod(0)
        lines = "good good\nsecret secret\nmissing missing\n"
        task = self.submit("--skip-source-errors", "--batch", "-", *self.ends("skip/"), input=lines)
        self.wait(task)
        self.assertEqual(os.listdir(self.there / "skip"), ["good"])
        skipped = self.show(task, "--skipped-errors")["DATA"]
        self.assertEqual(
            {(s["source_path"], s["error_code"]) for s in skipped},
            {(f"/{HOME}/skip/secret", "PERMISSION_DENIED"), ("/~/skip/missing", "FILE_NOT_FOUND")},
        )
        self.assertEqual(self.show(task)["subtasks_skipped_errors"], 2)

    def test_a_full_disk(self):
        self.make("full", {"f": "f" * 1000})
        self.sandbox.control("disk", {"full": True})
        self.addCleanup(self.sandbox.control, "disk", {"full": False})
        patient = self.submit(*self.ends("full/f", "patient"))
        until(lambda: self.events(patient, "NO_SPACE_LEFT"), "an event of the full disk")
        hasty = self.submit("--fail-on-quota-errors", *self.ends("full/f", "hasty"))
        self.wait(hasty, "FAILED")
        self.assertEqual(self.show(hasty)["fatal_error"]["code"], "NO_SPACE_LEFT")
        self.assertEqual(self.show(patient)["nice_status"], "NO_SPACE_LEFT")
        self.sandbox.control("disk", {"full": False})
        self.wait(patient)
        self.assertEqual((self.there / "patient").read_text(), "f" * 1000)
        self.assertFalse((self.there / "hasty").exists())

    def test_within_one_collection_and_read_only(self):
        self.make("inside", {"f": "f", "sub/g": "g"})
        self.moved("-r", f"{self.jasmin}:/~/inside", f"{self.jasmin}:/~/inside copy")
        self.assertEqual(digest(self.here / "inside copy"), digest(self.here / "inside"))
        task = self.submit(f"{self.jasmin}:/~/inside/f", f"{self.jasmin}:/badc/f")
        until(lambda: self.events(task, "PERMISSION_DENIED"), "an event of the refusal")
        self.globus("task", "cancel", task)

    def test_the_same_submission_twice_is_one_task(self):
        self.make("once", {"f": "f"})
        submission = self.globus("task", "generate-submission-id").strip()
        arguments = ("transfer", "--submission-id", submission, *self.ends("once", "once"), "-r")
        first = self.globus_json(*arguments)
        second = self.globus_json(*arguments)
        self.assertEqual((first["code"], second["code"]), ("Accepted", "Duplicate"))
        self.assertEqual(first["task_id"], second["task_id"])
        other = ("transfer", "--submission-id", submission, *self.ends("once", "another"), "-r")
        self.assertRegex(self.refused(*other), r"HTTP status: +409\n(.*\n)*code: +Conflict")
        self.wait(first["task_id"])
        made = [t for t in self.sandbox.state()["tasks"]["tasks"] if t["submission_id"] == submission]
        self.assertEqual([t["task_id"] for t in made], [first["task_id"]])
        self.assertFalse((self.there / "another").exists())

    def test_an_accepted_answer_that_was_lost(self):
        self.make("lost", {"f": "f"})
        self.sandbox.fault(method="POST", path="/v0.10/transfer", status=503, retry_after=0, after=True)
        answer = self.globus_json("transfer", *self.ends("lost/f", "lost"), "--label", "lost answer")
        self.assertEqual(answer["code"], "Duplicate", "the CLI sent it again with the same id")
        self.wait(answer["task_id"])
        labels = [t["label"] for t in self.sandbox.state()["tasks"]["tasks"]]
        self.assertEqual(labels.count("lost answer"), 1)


if __name__ == "__main__":
    unittest.main()
