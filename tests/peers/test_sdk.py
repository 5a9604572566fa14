"""globus_sdk itself: UserApp with PKCE and refresh tokens, ClientApp, task_wait, paginated lists, submission ids."""

import json
import os
import subprocess
import unittest
from urllib.parse import parse_qs, urlsplit

from support import ARCHER, HERE, JASMIN, LAPTOP, SDK_PYTHON, SandboxTest, digest, without_links

HOME = "home/users/demo"


class Sdk(SandboxTest):
    SIGN_IN = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.environment = cls.sandbox.sdk_environment()
        cls.archer = cls.sandbox.collection(ARCHER)["id"]
        cls.home = cls.sandbox.root(JASMIN) / HOME

    def sdk(self, program, **arguments):
        done = subprocess.run(
            [SDK_PYTHON, str(HERE / "sdk_app.py"), program, json.dumps(arguments)],
            # Each with its own ~/.globus.
            env={**self.environment, "HOME": str(self.sandbox.dir / f"sdk {program}")},
            capture_output=True,
            text=True,
            timeout=120,
        )
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return json.loads(done.stdout.splitlines()[-1])

    def check_submission(self, seen, copy):
        self.assertEqual(seen["codes"], ["Accepted", "Duplicate"])
        self.assertEqual(seen["conflict"], [409, "Conflict"])
        self.assertTrue(seen["same"] and seen["done"])
        real = without_links(digest(self.home / "runs"))
        self.assertEqual(digest(copy), real)
        files = {f"/{HOME}/runs/{name}" for name, what in real.items() if what != "dir"}
        self.assertEqual(set(seen["moved"]), files)
        self.assertEqual((seen["task"]["status"], seen["task"]["files_transferred"]), ("SUCCEEDED", len(files)))

    def test_a_person_with_pkce(self):
        ready = self.sandbox.ready
        seen = self.sdk(
            "person",
            client_id=ready["client_id"],
            control_url=ready["control"],
            source=self.jasmin,
            destination=self.laptop,
        )
        self.assertEqual(seen["names"], sorted(os.listdir(self.home)))
        laptop = self.sandbox.root(LAPTOP) / "home/demo"
        self.check_submission(seen, laptop / "by sdk")
        # One sign-in, with PKCE; the expired token was refreshed without another.
        [link] = seen["links"]
        query = parse_qs(urlsplit(link).query)
        self.assertEqual((query["code_challenge_method"], len(query["code_challenge"][0])), (["S256"], 43))
        self.assertEqual(seen["after"], seen["names"])
        self.assertEqual(self.sandbox.state()["token_refreshes"], 1)

    def test_lists_by_pages(self):
        seen = self.sdk(
            "lists", client_id=self.sandbox.ready["client_id"], source=self.jasmin, destination=self.laptop
        )
        self.assertEqual(seen["pages"], [["list 4", "list 3"], ["list 2", "list 1"], ["list 0"]])
        self.assertEqual((seen["events"][0], seen["events"][-1]), ("SUCCEEDED", "STARTED"))
        self.assertEqual(len(seen["found"]), len(set(seen["found"])))
        self.assertLessEqual({JASMIN, "JASMIN Data Transfer Nodes"}, set(seen["found"]))
        self.assertEqual(seen["files"], [f"tas_member_{n:04}.csv" for n in (4, 5, 6)])

    def test_a_consent_given_is_found_again(self):
        seen = self.sdk("consents", client_id=self.sandbox.ready["client_id"], collection=self.jasmin)
        self.assertEqual(len(seen["links"]), 1, "the second start finds the consent and needs no sign-in")
        self.assertIn(f"{self.jasmin}/data_access", parse_qs(urlsplit(seen["links"][0]).query)["scope"][0])

    def test_a_service(self):
        client = self.sandbox.ready["service_client"]
        seen = self.sdk(
            "service",
            client_id=client["id"],
            secret=client["secret"],
            source=self.jasmin,
            destination=self.archer,
        )
        home = self.sandbox.root(ARCHER) / "home/n02/n02/demo"
        self.assertEqual(seen["names"], sorted(set(os.listdir(home)) - {"by service"}))
        self.assertEqual(seen["who"], f"{client['id']}@clients.auth.globus.org")
        self.assertTrue(seen["deleted"])
        self.assertFalse((home / "by service/2023-11-20").exists())
        kept = without_links(digest(self.home / "runs"))
        kept = {name: what for name, what in kept.items() if not name.startswith("2023-11-20")}
        self.assertEqual(digest(home / "by service"), kept)
        self.assertEqual((seen["codes"], seen["conflict"]), (["Accepted", "Duplicate"], [409, "Conflict"]))


if __name__ == "__main__":
    unittest.main()
