"""The official CLI shares directories of guest collections, sees who manages them, and lists groups."""

import unittest

from support import JASMIN, LAPTOP, SandboxTest

MINE = "Rothera observations"
ALICE = "alice@uni.example.org"


class Sharing(SandboxTest):
    def setUp(self):
        self.mine = self.sandbox.collection(MINE)["id"]

    def rules(self):
        return self.globus_json("endpoint", "permission", "list", self.mine)["DATA"]

    def test_a_rule_is_created_changed_and_revoked(self):
        place = f"{self.mine}:/users/demo/"
        made = self.globus_json(
            "endpoint", "permission", "create", place, "--permissions", "r", "--identity", ALICE,
            "--notify-email", ALICE, "--notify-message", "here it is",
        )
        self.assertEqual(made["code"], "Created")
        rule = made["access_id"]
        again = self.refused("endpoint", "permission", "create", place, "--permissions", "rw", "--identity", ALICE)
        self.assertRegex(again, r"HTTP status: +409\n(.*\n)*code: +Exists")
        shown = self.globus_json("endpoint", "permission", "show", self.mine, rule)
        self.assertEqual((shown["path"], shown["permissions"], shown["expiration_date"]), ("/users/demo/", "r", None))
        self.globus("endpoint", "permission", "update", self.mine, rule, "--permissions", "rw")
        self.assertEqual({one["id"]: one["permissions"] for one in self.rules()}[rule], "rw")
        self.assertIn(ALICE, self.globus("endpoint", "permission", "list", self.mine))
        self.globus("endpoint", "permission", "delete", self.mine, rule)
        self.assertNotIn(rule, [one["id"] for one in self.rules()])
        self.assertRegex(self.refused("endpoint", "permission", "show", self.mine, rule), r"HTTP status: +404")

    def test_everybody_and_groups(self):
        groups = self.globus_json("group", "list")
        self.assertEqual(sorted(group["name"] for group in groups), ["NEMO partners", "demo_climate workspace"])
        partners = next(group["id"] for group in groups if group["name"] == "NEMO partners")
        place = f"{self.mine}:/data/"
        made = [
            self.globus_json("endpoint", "permission", "create", place, "--permissions", "r", *to)["access_id"]
            for to in (("--group", partners), ("--all-authenticated",), ("--anonymous",))
        ]
        kinds = {one["id"]: one["principal_type"] for one in self.rules()}
        self.assertEqual([kinds[one] for one in made], ["group", "all_authenticated_users", "anonymous"])
        for one in made:
            self.globus("endpoint", "permission", "delete", self.mine, one)

    def test_somebody_new_is_provisioned(self):
        place = f"{self.mine}:/users/"
        new = "new.colleague@uni.example.org"
        rule = self.globus_json(
            "endpoint", "permission", "create", place, "--permissions", "r", "--provision-identity", new,
            "--expiration-date", "2099-01-01",
        )["access_id"]
        shown = self.globus_json("endpoint", "permission", "show", self.mine, rule)
        self.assertTrue(shown["expiration_date"].startswith("2099-01-01T00:00:00"), shown)
        self.globus("endpoint", "permission", "delete", self.mine, rule)

    def test_roles(self):
        roles = self.globus_json("endpoint", "role", "list", self.mine)["DATA"]
        self.assertEqual(sorted(role["role"] for role in roles), ["access_manager", "administrator"])
        self.assertIn(ALICE, self.globus("endpoint", "role", "list", self.mine))
        made = self.globus_json(
            "endpoint", "role", "create", self.mine, "--identity", "zoe@ceda.example.org", "--role", "activity_monitor"
        )
        self.assertEqual(self.globus_json("endpoint", "role", "show", self.mine, made["id"])["role"], "activity_monitor")
        self.globus("endpoint", "role", "delete", self.mine, made["id"])
        self.assertRegex(self.refused("endpoint", "role", "list", self.jasmin), r"code: +PermissionDenied")

    def test_rules_of_a_mapped_collection_do_not_exist(self):
        self.assertRegex(self.refused("endpoint", "permission", "list", self.jasmin), r"code: +NotSupported")

    def test_a_directory_of_the_laptop_is_shared(self):
        made = self.globus_json("gcp", "create", "guest", "Results", f"{self.laptop}:/home/demo/results/")
        self.assertIn("summary.csv", self.globus("ls", made["id"] + ":/"))
        mine = self.globus_json("endpoint", "my-shared-endpoint-list", self.laptop)["DATA"]
        self.assertEqual([one["display_name"] for one in mine], ["Results"])
        self.globus("endpoint", "delete", made["id"])
        self.assertEqual(self.globus_json("endpoint", "my-shared-endpoint-list", self.laptop)["DATA"], [])

    def test_the_rules_are_enforced(self):
        self.sandbox.env("login", user="alice", check=0, profile="alice")
        shared = self.sandbox.collection("North Atlantic ensemble (shared)")["id"]
        # The demo user reads all of it, and changes one directory as a member of the group.
        self.assertIn("README.md", self.globus("ls", f"{shared}:/"))
        self.assertIn("PermissionDenied", self.refused("mkdir", f"{shared}:/new"))
        self.globus("mkdir", f"{shared}:/member_01/new")
        self.assertIn("access_manager", self.globus("endpoint", "role", "list", self.mine, profile="alice"))
        self.assertIn("data", self.globus("ls", f"{self.mine}:/", profile="alice"))


if __name__ == "__main__":
    unittest.main()
