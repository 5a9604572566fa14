"""The real `hemi` and the official CLI change the access rules of the same guest collection."""

import unittest

from support import until
from tui import TuiTest

MINE = "Rothera observations"
ALICE = "alice@uni.example.org"


class TuiSharing(TuiTest):
    def rules(self):
        return self.globus_json("endpoint", "permission", "list", self.mine)["DATA"]

    def test_what_one_grants_the_other_shows(self):
        self.mine = self.sandbox.collection(MINE)["id"]
        client = self.sandbox.ready["service_client"]
        self.globus("endpoint", "role", "create", self.mine, "--identity", client["id"], "--role", "access_manager")
        tui = self.hemi(f"{self.mine}:/users/demo/")
        tui.wait_text("notes.md")
        tui.keys("S")
        tui.wait_text("Who may use", "/users/bola/")
        tui.keys("a")
        tui.wait_text("Share a directory")
        tui.keys(ALICE + "\r")
        tui.wait_text("This is Alice Nakamura")
        tui.press_until_gone("\r", "Share a directory")
        made = until(
            lambda: [one for one in self.rules() if one["path"] == "/users/demo/"], "hemi's rule in the official CLI"
        )
        self.assertEqual([one["permissions"] for one in made], ["r"])
        self.assertIn(ALICE, self.globus("endpoint", "permission", "list", self.mine))
        # The other way round.
        self.globus("endpoint", "permission", "create", f"{self.mine}:/data/", "--permissions", "rw", "--all-authenticated")
        tui.keys("r")
        tui.wait_text("all signed-in users", "/data/")
        tui.press_until_gone("\x1b", "Who may use")
        tui.keys("q")
        self.assertEqual(tui.end(), 0)

    def test_guest_collections_of_one_are_those_of_the_other(self):
        client = self.sandbox.ready["service_client"]
        self.sandbox.control("collection", {"id": self.laptop, "owner": f"{client['id']}@clients.auth.globus.org"})
        self.globus_json("gcp", "create", "guest", "Made there", f"{self.laptop}:/home/demo/results/", client=True)
        tui = self.hemi(f"{self.laptop}:/home/demo/")
        tui.wait_text("results")
        tui.keys("gs")
        tui.wait_text("Create a guest collection")
        tui.keys("\x15Made here\r")
        tui.wait_text("Created Made here")
        mine = self.globus_json("endpoint", "my-shared-endpoint-list", self.laptop, client=True)["DATA"]
        names = {one["display_name"]: one["id"] for one in mine}
        self.assertEqual(sorted(names), ["Made here", "Made there"])
        shown = self.globus_json("endpoint", "show", names["Made here"], client=True)
        self.assertEqual((shown["entity_type"], shown["host_endpoint_id"]), ("GCP_guest_collection", self.laptop))
        self.assertTrue(shown["host_path"].startswith("/home/demo/"), shown["host_path"])
        # The other one is found by its name.
        tui.keys("oMade th")
        tui.wait_text("Made there")
        tui.keys("\r")
        tui.wait_text("summary.csv")
        tui.keys("q")
        self.assertEqual(tui.end(), 0)


if __name__ == "__main__":
    unittest.main()
