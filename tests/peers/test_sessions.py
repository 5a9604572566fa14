"""Consents, sessions and policies as the official CLI and SDK meet them, on a sandbox that demands them."""

import json
import subprocess
import unittest

from support import ARCHER, GLOBUS, HERE, JASMIN, LAPTOP, SDK_PYTHON, SandboxTest

COHORT = "Health cohort (high assurance)"
DOMAIN = "accounts.jasmin.example.org"
DEMO = "demo@globusid.example.org"
LINKED = f"demo@{DOMAIN}"
TRANSFER = "urn:globus:auth:scope:transfer.api.globus.org:all"


class Strict(SandboxTest):
    STRICT = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.archer = cls.sandbox.collection(ARCHER)["id"]
        cls.cohort = cls.sandbox.collection(COHORT)["id"]

    def scope(self, *collections):
        data = " ".join(f"*https://auth.globus.org/scopes/{c}/data_access" for c in collections)
        return f"{TRANSFER}[{data}]"

    def state(self):
        return self.sandbox.state()

    def refused(self, *arguments, **options):
        """What the CLI says of a call that wants something first; it ends with 4."""
        return self.globus(*arguments, check=4, **options)

    def session(self, *arguments, check=0, user=None):
        return self.sandbox.env("session", *arguments, check=check, user=user)

    def take_back(self, collection):
        self.sandbox.control("consent", {"user": DEMO, "collection": collection, "given": False})

    def identity(self, username):
        return next(i["id"] for i in self.state()["auth"]["identities"] if i["username"] == username)

    def in_session(self):
        return self.globus_json("session", "show")["authentications"]


class Cli(Strict):
    def setUp(self):
        # A browser without a session, and no consents but those of a login.
        self.sandbox.control("signout", {})
        for collection in (JASMIN, ARCHER):
            self.take_back(collection)
        self.sandbox.env("login", "--force", check=0)

    def test_consent_then_domain(self):
        for command in (
            ("ls", f"{self.jasmin}:/~/"),
            ("stat", f"{self.jasmin}:/~/"),
            ("mkdir", f"{self.jasmin}:/~/x"),
            ("rename", self.jasmin, "/~/x", "/~/y"),
            ("transfer", f"{self.jasmin}:/~/README.txt", f"{self.laptop}:/~/README.txt"),
            ("delete", f"{self.jasmin}:/~/x"),
        ):
            said = self.refused(*command)
            self.assertIn(f"globus session consent '{self.scope(self.jasmin)}'", said, command)
        self.session("consent", self.scope(self.jasmin))
        # The consent is given; the identity that signed in is of another domain.
        said = self.refused("ls", f"{self.jasmin}:/~/")
        self.assertIn(f"globus session update {DOMAIN}", said)
        self.assertIn("Sign in with your JASMIN account", said)
        self.session("update", DOMAIN)
        self.assertIn("README.txt", self.globus("ls", f"{self.jasmin}:/~/"))
        self.assertIn(self.identity(LINKED), self.in_session())
        task = self.submit(f"{self.jasmin}:/~/README.txt", f"{self.laptop}:/~/README.txt")
        self.wait(task)
        # Whatever form the refusal has, it leads to the same words.
        self.sandbox.control("link", {"identity": LINKED})
        self.addCleanup(self.sandbox.control, "link", {"identity": LINKED, "to": self.sandbox.ready["users"][0]["username"]})
        for form in ("canonical", "legacy", "external"):
            self.sandbox.control("collection", {"name": JASMIN, "session_form": form})
            said = self.refused("ls", f"{self.jasmin}:/~/")
            self.assertIn("globus session update", said, form)

    def test_a_transfer_wants_both_sides_at_once(self):
        said = self.refused("transfer", f"{self.jasmin}:/~/README.txt", f"{self.archer}:/~/README.txt")
        self.assertIn(self.scope(self.jasmin, self.archer), said)

    def test_sessions_by_identity_and_policy(self):
        own = self.sandbox.ready["users"][0]
        self.assertIn(own["id"], self.in_session())
        self.session("update", LINKED)
        session = self.in_session()
        self.assertIn(self.identity(LINKED), session)
        self.assertIn(LINKED, self.globus("session", "show"))
        # The identity of another person is refused.
        done = self.sandbox.env("session", "update", "alice@uni.example.org")
        self.assertEqual(done.returncode, 1)
        self.assertIn("not in your identity set", done.stdout + done.stderr)

        policy = self.sandbox.control("policy", {"name": "peers", "domains": [DOMAIN], "mfa": True})["id"]
        self.sandbox.control("collection", {"name": LAPTOP, "session": {"policies": [policy]}})
        self.addCleanup(self.sandbox.control, "collection", {"name": LAPTOP, "session": {}})
        self.assertIn(f"globus session update --policy '{policy}'", self.refused("ls", f"{self.laptop}:/~/"))
        self.session("update", "--policy", policy)
        self.globus("ls", f"{self.laptop}:/~/")
        self.assertEqual(self.in_session()[self.identity(LINKED)]["amr"], ["mfa"])

    def test_all_identities(self):
        self.session("update", "--all")
        self.assertLessEqual({self.identity(LINKED), self.sandbox.ready["users"][0]["id"]}, set(self.in_session()))

    def test_an_aged_session(self):
        self.globus("ls", f"{self.cohort}:/~/")
        self.sandbox.control("clock", {"step_seconds": 31 * 60})
        self.assertIn("30 minutes", self.refused("ls", f"{self.cohort}:/~/"))
        self.session("update", self.sandbox.ready["users"][0]["username"])
        self.globus("ls", f"{self.cohort}:/~/")

    def test_no_such_scope_where_no_consent_is_wanted(self):
        done = self.session("consent", self.scope(self.cohort), check=2)
        self.assertIn("the server gave no code", done.stderr)

    def test_one_refresh_per_expiry(self):
        self.globus("ls", f"{self.laptop}:/~/")
        self.sandbox.control("forget")
        self.sandbox.control("expire", {"kind": "access"})
        for _ in range(3):
            self.globus("ls", f"{self.laptop}:/~/")
        used = [t["refreshes"] for t in self.state()["refresh_tokens"] if t["service"] == "transfer.api.globus.org"]
        self.assertEqual(sorted(used)[-1], 1, used)
        self.assertEqual(self.state()["token_refreshes"], 1)

    def test_denied_sign_in(self):
        self.sandbox.control("deny", {"count": 1})
        done = self.session("consent", self.scope(self.archer), check=2)
        self.assertIn("error=access_denied", done.stderr)
        self.assertIn("session consent", self.refused("ls", f"{self.archer}:/~/"))


class Service(Strict):
    SIGN_IN = False

    def test_a_missing_consent_is_got_in_passing(self):
        self.globus("ls", f"{self.archer}:/~/", client=True)
        service = self.sandbox.ready["service_client"]["id"]
        taken = self.sandbox.control("consent", {"user": service, "collection": ARCHER, "given": False})
        self.assertEqual(taken["consents"], 1)
        self.assertNotIn(self.archer, str(self.consents_of(service)))
        # The CLI is refused, asks for the scope, throws that token away and repeats with its old one.
        self.assertIn("submit.slurm", self.globus("ls", f"{self.archer}:/~/", client=True))
        self.assertIn(self.archer, str(self.consents_of(service)))

    def consents_of(self, client):
        return [c["scope"] for c in self.state()["auth"]["consents"] if c["client"] == client]

    def test_a_service_has_no_session(self):
        self.globus("ls", f"{self.jasmin}:/~/", client=True)
        self.refused("ls", f"{self.cohort}:/~/", client=True)


class Sdk(Strict):
    SIGN_IN = False

    def run_app(self, *arguments):
        done = subprocess.run(
            [SDK_PYTHON, str(HERE / "sdk_sessions.py"), self.sandbox.ready["client_id"], *arguments],
            env=self.sandbox.sdk_environment(),
            capture_output=True,
            text=True,
            timeout=120,
        )
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return json.loads(done.stdout.splitlines()[-1])

    def test_consents_known_beforehand_and_redriven(self):
        seen = self.run_app("beforehand", self.archer)
        self.assertEqual(seen["sign_ins"], 1, "the consent was part of the sign-in")
        self.assertIn("submit.slurm", seen["names"])
        self.take_back(ARCHER)
        # It looks at the list of consents when it starts, and sees that one is missing.
        self.assertEqual(self.run_app("beforehand", self.archer)["sign_ins"], 1)
        self.assertEqual(self.run_app("beforehand", self.archer)["sign_ins"], 0)

    def test_redriven(self):
        self.take_back(ARCHER)
        seen = self.run_app("redriven", self.archer)
        self.assertEqual(seen["sign_ins"], 2, "once to begin with, once for the consent")
        self.assertIn("data_access", seen["links"][1])
        self.assertIn("submit.slurm", seen["names"])
        aged = self.run_app("aged", self.cohort, self.sandbox.ready["control"])
        self.assertIn("admissions_2022.csv", aged["names"])
        self.assertIn("prompt=login", aged["links"][-1])


if __name__ == "__main__":
    unittest.main()
