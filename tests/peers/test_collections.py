"""The official CLI finds collections, shows them and keeps bookmarks of places in them."""

import unittest

from support import ARCHER, JASMIN, LAPTOP, SandboxTest

ARCHIVE = "CEDA Archive (read-only)"
SHARED = "North Atlantic ensemble (shared)"
MINE = "Rothera observations"
FIELD = "Field laptop (offline)"
NODES = "JASMIN Data Transfer Nodes"
ARCHER_NODES = "ARCHER2 endpoint"
UNKNOWN = "00000000-0000-4000-8000-000000000000"


class Collections(SandboxTest):
    def found(self, *arguments, **options):
        """Names of what a search finds, sorted."""
        return sorted(c["display_name"] for c in self.search(*arguments, **options))

    def search(self, *arguments, **options):
        return self.globus_json("endpoint", "search", *arguments, **options)["DATA"]

    def scope(self, name, *arguments):
        return self.found("--filter-scope", name, *arguments)

    def test_full_text(self):
        self.assertEqual(self.found("jasmin default"), [JASMIN])
        self.assertEqual(self.found("JASM DEF"), [JASMIN], "every word may be the beginning of one")
        self.assertEqual(self.found("asmin"), [], "not the middle of one")
        self.assertEqual(self.found("hpc"), [ARCHER], "keywords count")
        self.assertEqual(self.found("epcc"), sorted([ARCHER_NODES, ARCHER]), "the organisation counts")
        self.assertEqual(self.found("cmip6"), sorted([JASMIN, ARCHIVE]))
        self.assertEqual(self.found("no such collection anywhere"), [])
        self.assertIn("full-text search filter is required", self.refused("endpoint", "search", check=2))

    def test_scopes(self):
        mine = [LAPTOP, FIELD, MINE]
        self.assertEqual(self.scope("my-endpoints"), sorted(mine))
        self.assertEqual(self.scope("administered-by-me"), sorted([ARCHER_NODES, *mine]))
        self.assertEqual(self.scope("my-gcp-endpoints"), sorted([LAPTOP, FIELD]))
        self.assertEqual(self.scope("my-endpoints", "antarctica"), [FIELD])
        self.assertEqual(self.scope("shared-with-me"), sorted([ARCHIVE, SHARED]))
        self.assertEqual(self.scope("shared-by-me"), [MINE])

    def test_recently_used_and_in_use(self):
        for collection in (self.laptop, self.jasmin):
            self.globus("ls", f"{collection}:/")
        recent = [c["display_name"] for c in self.search("--filter-scope", "recently-used")]
        self.assertEqual(recent[:2], [JASMIN, LAPTOP], "the latest first")
        self.assertEqual(self.scope("in-use"), [])
        task = self.submit(f"{self.jasmin}:/~/not here", f"{self.laptop}:/~/x")
        self.assertEqual(self.scope("in-use"), sorted([JASMIN, LAPTOP]))
        self.assertTrue(self.globus_json("endpoint", "show", self.laptop)["in_use"])
        self.globus("task", "cancel", task)
        self.assertEqual(self.scope("in-use"), [])

    def test_owner_kind_and_limit(self):
        demo, alice = (user["username"] for user in self.sandbox.ready["users"])
        self.assertEqual(self.found("laptop", "--filter-owner-id", demo), sorted([LAPTOP, FIELD]))
        self.assertEqual(self.found("laptop", "--filter-owner-id", alice), [])
        # A GCSv5 collection's owner_id is its endpoint's id.
        endpoint = self.search("jasmin default")[0]["owner_id"]
        self.assertEqual(self.found("jasmin default", "--filter-owner-id", endpoint), [JASMIN])
        self.assertEqual(self.found("archer2", "--filter-owner-id", endpoint), [])
        self.assertEqual([c["id"] for c in self.search("nodes dtn")], [endpoint])
        refusal = self.refused("endpoint", "search", "--filter-scope", "my-endpoints", "--filter-owner-id", demo)
        self.assertRegex(refusal, r"HTTP status: +400\n(.*\n)*code: +ClientError.BadRequest")
        for words, kind, names in (
            ("jasmin", "gcsv5_endpoint", [NODES]),
            ("cmip6", "GCSv5_mapped_collection", [JASMIN]),
            ("cmip6", "gcsv5_guest_collection", [ARCHIVE]),
            ("jasmin", "gcp_mapped_collection", []),
            ("laptop", "gcp_guest_collection", []),
        ):
            self.assertEqual(self.found(words, "--filter-entity-type", kind), names, kind)
        one = self.sandbox.run("endpoint", "search", "jasmin", "--limit", "1")
        self.assertEqual(len(one.stdout.splitlines()), 3, "two lines of head and one of what was found")
        self.assertIn("More results were available", one.stderr)

    def test_another_person_sees_other_private_collections(self):
        alice = self.sandbox.ready["users"][1]["username"]
        self.sandbox.env("login", profile="alice", user=alice, check=0)
        self.assertEqual(self.found("workstation"), [])
        self.assertEqual(self.found("workstation", profile="alice"), ["Alice's workstation"])
        self.assertEqual(self.found("GCP laptop", profile="alice"), [])
        for verb in (["endpoint", "show", self.laptop], ["ls", f"{self.laptop}:/"]):
            refusal = self.refused(*verb, profile="alice")
            self.assertRegex(refusal, r"HTTP status: +404\n(.*\n)*code: +EndpointNotFound")
        refusal = self.refused("transfer", f"{self.jasmin}:/~/a", f"{self.laptop}:/~/a", profile="alice")
        self.assertRegex(refusal, r"code: +EndpointNotFound")
        self.assertNotRegex(refusal, LAPTOP)

    def test_show(self):
        shown = self.globus("endpoint", "show", self.laptop)
        for line in (r"Display Name: +GCP laptop", r"Visibility: +False", r"GCP Connected: +True"):
            self.assertRegex(shown, line)
        demo = self.sandbox.ready["users"][0]
        document = self.globus_json("endpoint", "show", self.laptop)
        self.assertEqual((document["owner_id"], document["owner_string"]), (demo["id"], demo["username"]))
        self.assertEqual(document["my_effective_roles"], ["administrator"])
        field = self.sandbox.collection(FIELD)["id"]
        self.assertRegex(self.globus("endpoint", "show", field), r"GCP Connected: +False")
        # A GCSv5 collection is shown by another command; the CLI says so and ends with 3.
        pointer = self.refused("endpoint", "show", self.jasmin, check=3)
        self.assertIn(f"globus gcs collection show {self.jasmin}", pointer)
        self.assertRegex(self.refused("endpoint", "show", UNKNOWN), r"code: +EndpointNotFound")

    def test_documents(self):
        for name, kind, public in (
            (JASMIN, "GCSv5_mapped_collection", True),
            (SHARED, "GCSv5_guest_collection", True),
            (LAPTOP, "GCP_mapped_collection", False),
        ):
            collection = self.sandbox.collection(name)["id"]
            document = self.globus_json("api", "transfer", "GET", f"/endpoint/{collection}")
            self.assertEqual((document["entity_type"], document["public"]), (kind, public))
            self.assertEqual([s["DATA_TYPE"] for s in document["DATA"]], ["server"])
            servers = self.globus_json("api", "transfer", "GET", f"/endpoint/{collection}/server_list")
            self.assertEqual(servers["DATA"], document["DATA"])
        shared = self.globus_json("endpoint", "my-shared-endpoint-list", self.jasmin)["DATA"]
        self.assertEqual([one["display_name"] for one in shared], [MINE])
        rules = self.globus_json("api", "transfer", "GET", f"/endpoint/{self.jasmin}/my_effective_pause_rule_list")
        self.assertEqual(rules["DATA"], [])

    def test_an_endpoint_has_no_files(self):
        nodes = self.search("jasmin", "--filter-entity-type", "gcsv5_endpoint")[0]
        self.assertTrue(nodes["non_functional"])
        self.assertRegex(self.refused("ls", f"{nodes['id']}:/"), r"HTTP status: +400")
        self.assertRegex(self.refused("ls", f"{UNKNOWN}:/"), r"code: +EndpointNotFound")

    def test_bookmarks(self):
        made = self.globus_json("bookmark", "create", f"{self.jasmin}:/gws/", "workspaces")
        self.globus("bookmark", "create", f"{self.laptop}:/~/", "böokmark mit Leerzeichen")
        self.assertRegex(self.globus("bookmark", "list"), rf"workspaces +\| {made['id']} \| {self.jasmin} \| {JASMIN} ")
        self.assertRegex(self.refused("bookmark", "create", f"{self.laptop}:/", "workspaces"), r"HTTP status: +409")
        self.assertEqual(self.globus("bookmark", "show", "workspaces").strip(), f"{self.jasmin}:/gws/")
        self.globus("bookmark", "rename", "workspaces", "gws")
        self.assertEqual(self.globus_json("bookmark", "show", made["id"])["name"], "gws")
        self.assertRegex(self.refused("bookmark", "rename", "gws", "böokmark mit Leerzeichen"), r"code: +Conflict")
        self.assertIn("No bookmark found", self.refused("bookmark", "show", "workspaces"))
        self.globus("bookmark", "delete", "gws")
        self.globus("bookmark", "delete", "böokmark mit Leerzeichen")
        self.assertEqual(self.globus_json("bookmark", "list")["DATA"], [])
        self.assertRegex(self.refused("bookmark", "delete", made["id"]), r"HTTP status: +404")


if __name__ == "__main__":
    unittest.main()
