"""The official CLI signs in, out, and as a service; its requests are in globus-cli's own words."""

import subprocess
import unittest

from support import GLOBUS, JASMIN, SandboxTest


class SignIn(SandboxTest):
    SIGN_IN = False

    def test_login_whoami_session_logout(self):
        self.assertEqual(self.sandbox.env("--", GLOBUS, "whoami").returncode, 4)
        self.sandbox.env("login", check=0)
        again = self.sandbox.env("login", check=0)
        self.assertIn("already logged in", again.stdout)
        demo = self.sandbox.ready["users"][0]
        who = self.globus_json("whoami")
        self.assertEqual((who["preferred_username"], who["sub"]), (demo["username"], demo["id"]))
        self.assertIn(demo["username"], self.globus("session", "show"))
        found = self.globus_json("get-identities", demo["username"])["identities"]
        self.assertEqual([i["id"] for i in found], [demo["id"]])
        self.globus("logout", "--yes")
        self.globus("whoami", check=4)

    def test_another_person_is_another_identity(self):
        other = self.sandbox.ready["users"][1]
        self.sandbox.env("--profile", "other", "login", user=other["username"], check=0)
        done = self.sandbox.env("--profile", "other", "--", GLOBUS, "whoami", check=0)
        self.assertEqual(done.stdout.strip(), other["username"])

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
        self.sandbox.env("login", "--force", check=0)
        jasmin = self.sandbox.collection(JASMIN)["id"]
        self.sandbox.control("expire", {"kind": "access"})
        self.globus("ls", f"{jasmin}:/")
        self.sandbox.control("expire")
        self.globus("ls", f"{jasmin}:/", check=4)

    def test_service_client(self):
        jasmin = self.sandbox.collection(JASMIN)["id"]
        service = self.sandbox.ready["service_client"]["id"]
        self.assertIn(service, self.globus("whoami", client=True))
        self.assertIn("gws/", self.globus("ls", f"{jasmin}:/", client=True))

    def test_a_restart_forgets_nobody(self):
        self.sandbox.env("login", "--force", check=0)
        self.sandbox.restart()
        self.assertEqual(self.globus("whoami").strip(), self.sandbox.ready["users"][0]["username"])


if __name__ == "__main__":
    unittest.main()
