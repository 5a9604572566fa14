"""The official CLI and SDK ask the managers of the sandbox's servers, over TLS, and create guest collections there."""

import json
import subprocess
import unittest

from support import ARCHER, JASMIN, SDK_PYTHON, SandboxTest

MANAGE = "urn:globus:auth:scope:{}:manage_collections"


class Managers(SandboxTest):
    SIGN_IN = False
    STRICT = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.archer = cls.sandbox.collection(ARCHER)["id"]
        cls.sandbox.env("login", check=0)
        cls.endpoint = cls.globus_json_of("api", "transfer", "GET", f"/endpoint/{cls.archer}")["owner_id"]
        cls.jasmin_nodes = cls.globus_json_of("api", "transfer", "GET", f"/endpoint/{cls.jasmin}")["owner_id"]

    @classmethod
    def globus_json_of(cls, *arguments):
        return json.loads(cls.sandbox.globus(*arguments))

    def test_a_guest_collection_is_created_used_and_deleted(self):
        refused = self.refused("gcs", "collection", "list", self.endpoint, check=4)
        self.assertIn(f"globus login --gcs {self.endpoint}", refused)
        self.sandbox.env("login", "--gcs", f"{self.endpoint}:{self.archer}", check=0)
        rows = self.globus_json("gcs", "collection", "list", self.endpoint)["DATA"]
        self.assertIn(self.archer, [row["id"] for row in rows])
        shown = self.globus_json("gcs", "collection", "show", self.archer)
        self.assertEqual((shown["collection_type"], shown["allow_guest_collections"]), ("mapped", True))
        made = self.globus_json(
            "gcs", "collection", "create", "guest", self.archer, "/work/n02/n02/demo/", "Results",
        )
        self.assertEqual((made["display_name"], made["mapped_collection_id"]), ("Results", self.archer))
        guest = made["id"]
        self.assertTrue(self.globus("ls", f"{guest}:/"))
        found = self.globus_json("endpoint", "search", "Results", "--filter-scope", "shared-by-me")["DATA"]
        self.assertIn(guest, [one["id"] for one in found])
        rule = self.globus_json(
            "endpoint", "permission", "create", f"{guest}:/", "--permissions", "r", "--identity", "alice@uni.example.org"
        )
        self.assertEqual(rule["code"], "Created")
        self.assertIn("Results", self.globus("gcs", "collection", "list", self.endpoint, "--filter", "created-by-me"))
        self.assertEqual(self.globus("gcs", "collection", "delete", guest).strip(), "success")
        self.assertNotIn("Results", self.globus("gcs", "collection", "list", self.endpoint))

    def test_an_administrator_sees_gateways_and_roles(self):
        self.sandbox.env("login", "--gcs", self.endpoint, check=0)
        gateways = self.globus_json("gcs", "storage-gateway", "list", self.endpoint)["data"]
        self.assertEqual([one["display_name"] for one in gateways], ["ARCHER2 filesystems storage"])
        self.assertEqual(self.globus_json("gcs", "endpoint", "show", self.endpoint)["id"], self.endpoint)
        roles = self.globus_json("gcs", "endpoint", "role", "list", self.endpoint, "--all-roles")["DATA"]
        self.assertEqual({role["role"] for role in roles}, {"administrator"})
        self.sandbox.env("login", "--gcs", self.jasmin_nodes, check=0)
        refused = self.refused("gcs", "storage-gateway", "list", self.jasmin_nodes)
        self.assertRegex(refused, r"code: +permission_denied")

    def test_a_credential_is_created_where_there_is_none(self):
        self.sandbox.env("login", "--gcs", self.jasmin_nodes, check=0)
        gateway = self.globus_json("gcs", "collection", "show", self.jasmin)["storage_gateway_id"]
        self.assertEqual(self.globus_json("gcs", "user-credential", "list", self.jasmin_nodes)["data"], [])
        create = ("gcs", "user-credential", "create", "posix", self.jasmin_nodes, gateway)
        refused = self.refused(*create, "demo@globusid.example.org", "demo")
        self.assertRegex(refused, r"not from a domain")
        self.assertIn("Created", self.globus(*create, "demo@accounts.jasmin.example.org", "demo"))
        listed = self.globus_json("gcs", "user-credential", "list", self.jasmin_nodes)["data"]
        self.assertEqual([one["username"] for one in listed], ["demo"])

    def test_the_sdk_reads_a_manager(self):
        script = """
import json, os, sys, globus_sdk
client, secret, address = sys.argv[1:]
app = globus_sdk.ConfidentialAppAuthClient(client, secret)
gcs = globus_sdk.GCSClient(address)
info = gcs.get_gcs_info()
scope = globus_sdk.GCSClient.get_gcs_endpoint_scopes(info["endpoint_id"]).manage_collections
tokens = app.oauth2_client_credentials_tokens(str(scope)).by_resource_server[info["endpoint_id"]]
gcs = globus_sdk.GCSClient(address, authorizer=globus_sdk.AccessTokenAuthorizer(tokens["access_token"]))
print(json.dumps([one["display_name"] for one in gcs.paginated.get_collection_list(page_size=1).items()]))
"""
        address = self.globus_json_of("api", "transfer", "GET", f"/endpoint/{self.jasmin}")["gcs_manager_url"]
        service = self.sandbox.ready["service_client"]
        command = [SDK_PYTHON, "-c", script, service["id"], service["secret"], address]
        done = subprocess.run(
            command, env=self.sandbox.sdk_environment(), capture_output=True, text=True, timeout=120
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(JASMIN, json.loads(done.stdout))


if __name__ == "__main__":
    unittest.main()
