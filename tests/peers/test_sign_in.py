"""The official CLI signs in, out, and as a service; its requests are in globus-cli's own words."""

import subprocess
import time
import unittest

from support import ARCHER, GLOBUS, JASMIN, SandboxTest

UNKNOWN = "00000000-0000-4000-8000-000000000000"
TRANSFER = "urn:globus:auth:scope:transfer.api.globus.org:all"


class SignIn(SandboxTest):
    SIGN_IN = False

    def setUp(self):
        self.demo, self.alice = self.sandbox.ready["users"]

    def login(self):
        self.sandbox.env("login", "--force", check=0)

    def test_login_whoami_logout(self):
        self.sandbox.run("logout", "--yes", check=None)
        self.assertIn("MissingLoginError", self.refused("whoami", check=4))
        self.sandbox.env("login", check=0)
        self.assertIn("already logged in", self.sandbox.env("login", check=0).stdout)
        who = self.globus_json("whoami")
        self.assertEqual((who["preferred_username"], who["sub"]), (self.demo["username"], self.demo["id"]))
        linked = self.globus("whoami", "--linked-identities").splitlines()
        self.assertEqual(linked, ["demo@globusid.example.org", "demo@accounts.jasmin.example.org"])
        self.globus("logout", "--yes")
        self.refused("whoami", check=4)
        self.refused("ls", f"{self.jasmin}:/", check=4)

    def test_logout_ends_the_tokens(self):
        self.login()
        before = self.sandbox.state()["tokens"]
        self.globus("logout", "--yes")
        after = self.sandbox.state()["tokens"]
        # Six services, each with both kinds.
        self.assertEqual(before["refresh"] - after["refresh"], 6)
        self.assertGreaterEqual(before["access"] - after["access"], 6)

    def test_session_show(self):
        from_here = int(time.time())
        self.login()
        shown = self.globus("session", "show").splitlines()
        self.assertRegex(shown[2], rf"^{self.demo['username']} +\| {self.demo['id']} \| \d{{4}}-")
        session = self.globus_json("session", "show")
        when = session["authentications"][self.demo["id"]]["auth_time"]
        self.assertLessEqual(abs(when - from_here), 60)
        self.assertTrue(session["session_id"])
        # A service has none.
        self.globus("whoami", client=True)
        self.assertEqual(self.globus_json("session", "show", client=True)["authentications"], {})

    def test_get_identities(self):
        self.login()
        name, own = self.demo["username"], self.demo["id"]
        self.assertEqual(self.globus("get-identities", name).strip(), own)
        self.assertEqual(self.globus("get-identities", own).strip(), name)
        both = self.globus("get-identities", self.alice["id"], "nobody@uni.example.org", name, UNKNOWN).split()
        self.assertEqual(both, [self.alice["username"], "NO_SUCH_IDENTITY", own, "NO_SUCH_IDENTITY"])
        found = self.globus_json("get-identities", name)["identities"]
        self.assertEqual([(i["id"], i["name"], i["status"]) for i in found], [(own, "Demo Scientist", "used")])
        made = self.globus("get-identities", "--provision", "new@uni.example.org").strip()
        self.assertEqual(self.globus("get-identities", made).strip(), "new@uni.example.org")
        status = self.globus_json("get-identities", made)["identities"][0]["status"]
        self.assertEqual(status, "unused")

    def test_session_consent(self):
        self.login()
        access = f"https://auth.globus.org/scopes/{self.sandbox.collection(ARCHER)['id']}/data_access"
        done = self.sandbox.env("session", "consent", f"{TRANSFER}[*{access}]", check=0)
        self.assertIn("successfully updated your CLI session", done.stdout)
        consents = self.globus_json("api", "auth", "GET", f"/v2/api/identities/{self.demo['id']}/consents")["consents"]
        # Transfer's scope is listed twice: for itself and below that of Timers.
        [root] = [c for c in consents if c["scope_name"] == TRANSFER and len(c["dependency_path"]) == 1]
        [below] = [c for c in consents if c["scope_name"] == access]
        self.assertEqual(below["dependency_path"], [root["id"], below["id"]], "below the scope it was asked for")
        self.assertEqual((below["atomically_revocable"], root["atomically_revocable"]), (True, False))
        # The new tokens replace two services' tokens; the others go on.
        self.globus("ls", f"{self.jasmin}:/")
        self.globus("whoami")
        # There is no such scope of a personal collection: the page says so, and no code comes.
        laptop = f"https://auth.globus.org/scopes/{self.laptop}/data_access"
        refused = self.sandbox.env("session", "consent", f"{TRANSFER}[*{laptop}]")
        self.assertNotEqual(refused.returncode, 0)
        self.globus("ls", f"{self.laptop}:/")

    def test_session_update(self):
        self.login()
        done = self.sandbox.env("session", "update", self.demo["username"], check=0)
        self.assertIn("successfully updated your CLI session", done.stdout)
        self.assertIn(self.demo["id"], self.globus_json("session", "show")["authentications"])
        self.refused("session", "update", "nobody@uni.example.org")

    def test_another_person_is_another_identity(self):
        self.login()
        self.sandbox.env("login", profile="other", user=self.alice["username"], check=0)
        self.assertEqual(self.globus("whoami", profile="other").strip(), self.alice["username"])
        self.assertEqual(self.globus("whoami").strip(), self.demo["username"])
        # The CLI refuses another person in a profile that has one.
        mixed = self.sandbox.env("login", "--force", user=self.alice["username"])
        self.assertNotEqual(mixed.returncode, 0)
        self.assertIn("account that didn't match", mixed.stdout + mixed.stderr)
        self.assertEqual(self.globus("whoami").strip(), self.demo["username"])

    def test_login_over_loopback(self):
        opener = self.sandbox.dir / "browser"
        opener.write_text('#!/bin/sh\nexec curl -sL --noproxy "*" -o /dev/null "$1"\n')
        opener.chmod(0o755)
        environment = self.sandbox.sdk_environment()
        environment["BROWSER"] = f"{opener} %s"
        environment["HOME"] = str(self.sandbox.dir / "loopback-home")
        environment.pop("GLOBUS_CLI_INTERACTIVE", None)
        done = subprocess.run(
            [GLOBUS, "login"], env=environment, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL
        )
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("You have successfully logged in", done.stdout)

    def test_expired_and_revoked_tokens(self):
        self.login()
        self.sandbox.control("forget")
        self.sandbox.control("expire", {"kind": "access"})
        self.globus("ls", f"{self.jasmin}:/")
        state = self.sandbox.state()
        path = f"GET /v0.10/operation/endpoint/{self.jasmin}/ls"
        self.assertEqual((state["token_refreshes"], state["requests"][path]), (1, 2), "once, and the call again")
        self.globus("ls", f"{self.jasmin}:/")
        self.assertEqual(self.sandbox.state()["token_refreshes"], 1, "the new token is kept")
        # Only Transfer's refresh tokens are revoked; those of Auth still work.
        self.sandbox.control("expire", {"service": "transfer.api.globus.org"})
        self.assertIn("MissingLoginError", self.refused("ls", f"{self.jasmin}:/", check=4))
        self.globus("whoami")
        self.sandbox.control("revoke")
        self.refused("whoami", check=4)

    def test_a_rotated_refresh_token(self):
        self.login()
        self.sandbox.control("tokens", {"rotate": True})
        self.addCleanup(self.sandbox.control, "tokens", {"rotate": False})
        for _ in range(2):
            self.sandbox.control("expire", {"kind": "access"})
            self.globus("ls", f"{self.jasmin}:/")

    def test_service_client(self):
        service = self.sandbox.ready["service_client"]["id"]
        who = self.globus_json("whoami", client=True)
        self.assertEqual((who["sub"], who["preferred_username"]), (service, f"{service}@clients.auth.globus.org"))
        self.assertIn("gws/", self.globus("ls", f"{self.jasmin}:/", client=True))
        self.sandbox.env("login", client=True, check=2)
        self.assertRegex(self.refused("ls", f"{self.laptop}:/", client=True), r"code: +EndpointNotFound")
        self.sandbox.control("expire", {"kind": "access"})
        self.globus("ls", f"{self.jasmin}:/", client=True)

    def test_a_restart_keeps_every_sign_in(self):
        self.login()
        self.sandbox.restart()
        self.assertEqual(self.globus("whoami").strip(), self.demo["username"])
        self.assertIn("gws/", self.globus("ls", f"{self.jasmin}:/"))


if __name__ == "__main__":
    unittest.main()
