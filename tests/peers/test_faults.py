"""What the official CLI does when the service fails, and that what is not built says so in the service's own shape."""

import json
import unittest
import urllib.error

from support import PATIENCE, SandboxTest, digest, opener


class Faults(SandboxTest):
    def setUp(self):
        self.sandbox.control("forget")
        self.addCleanup(self.sandbox.control, "fault", method="DELETE")

    def asked(self, path):
        """How often each path that ends so was asked for."""
        return sum(n for what, n in self.sandbox.state()["requests"].items() if what.endswith(path))

    def retry_after(self, status):
        """The Retry-After of the answer with this status to the next request."""
        with self.assertRaises(urllib.error.HTTPError) as refusal:
            opener().open(f"{self.sandbox.url}/v0.10/operation/endpoint/{self.jasmin}/ls", timeout=PATIENCE)
        refusal.exception.close()
        self.assertEqual(refusal.exception.code, status)
        return refusal.exception.headers["Retry-After"]

    def test_503_with_retry_after_is_repeated(self):
        self.sandbox.fault(path="/ls", status=503, retry_after=1, count=2)
        self.assertEqual(self.retry_after(503), "1")
        self.assertIn("gws/", self.globus("ls", f"{self.jasmin}:/"))
        self.assertEqual(self.asked("/ls"), 3)

    def test_429_with_retry_after(self):
        self.sandbox.fault(path="/ls", status=429, code="ClientError.TooManyRequests", retry_after=1, count=3)
        self.assertEqual(self.retry_after(429), "1")
        self.assertIn("gws/", self.globus("ls", f"{self.jasmin}:/"))
        self.assertEqual(self.asked("/ls"), 4)

    def test_429_without_end(self):
        self.sandbox.fault(
            path="/ls", status=429, code="ClientError.TooManyRequests", message="Slow down", retry_after=1, count=6
        )
        refusal = self.refused("ls", f"{self.jasmin}:/")
        self.assertRegex(refusal, r"HTTP status: +429\n(.*\n)*code: +ClientError.TooManyRequests\nmessage: +Slow down")
        self.assertEqual(self.asked("/ls"), 6)
        self.assertEqual(self.sandbox.state()["faults"], [])

    def test_502_of_the_storage_is_not_repeated(self):
        self.sandbox.fault(
            path="/ls", status=502, code="ExternalError.DirListingFailed", message="The disk is on fire", count=1
        )
        refusal = self.refused("ls", f"{self.jasmin}:/")
        self.assertRegex(refusal, r"code: +ExternalError.DirListingFailed\nmessage: +The disk is on fire\n")
        self.assertEqual(self.asked("/ls"), 1)
        # One that is not the storage's is.
        self.sandbox.fault(path="/ls", status=502, code="BadGateway")
        self.assertIn("gws/", self.globus("ls", f"{self.jasmin}:/"))
        self.assertEqual(self.asked("/ls"), 3)

    def test_500_and_a_page_instead_of_a_document(self):
        self.sandbox.fault(path="/ls", status=500, body="<html>oops</html>", content_type="text/html")
        self.assertIn("gws/", self.globus("ls", f"{self.jasmin}:/"))
        self.assertEqual(self.asked("/ls"), 2)
        self.sandbox.fault(path="/ls", status=400, body="<html>oops</html>", content_type="text/html")
        self.assertIn("GlobusAPINullDataError", self.refused("ls", f"{self.jasmin}:/"))

    def test_a_rejected_token_is_refreshed_once(self):
        self.sandbox.fault(path="/ls", status=401, code="AuthenticationFailed")
        self.assertIn("gws/", self.globus("ls", f"{self.jasmin}:/"))
        self.assertEqual((self.asked("/ls"), self.sandbox.state()["token_refreshes"]), (2, 1))
        self.sandbox.fault(path="/ls", status=401, code="AuthenticationFailed", count=2)
        self.assertRegex(self.refused("ls", f"{self.jasmin}:/"), r"code: +AuthenticationFailed")
        self.assertEqual((self.asked("/ls"), self.sandbox.state()["token_refreshes"]), (4, 2))

    def test_what_auth_asks_for_is_said(self):
        access = f"https://auth.globus.org/scopes/{self.jasmin}/data_access"
        scope = f"urn:globus:auth:scope:transfer.api.globus.org:all[*{access}]"
        body = {"code": "ConsentRequired", "message": "Missing data_access consent", "required_scopes": [scope]}
        self.sandbox.fault(path="/ls", status=403, body=json.dumps(body), content_type="application/json")
        said = self.sandbox.run("ls", f"{self.jasmin}:/", check=4)
        self.assertIn(f"globus session consent '{scope}'", said.stdout + said.stderr)

    def test_a_deaf_auth_means_signing_in(self):
        self.sandbox.fault(path="/v2/oauth2/token/validate", status=400, count=1)
        self.assertIn("MissingLoginError", self.refused("ls", f"{self.jasmin}:/", check=4))

    def test_a_lost_answer_to_mkdir(self):
        self.sandbox.fault(method="POST", path="/mkdir", status=503, retry_after=0, after=True)
        refusal = self.refused("mkdir", f"{self.jasmin}:/~/made once")
        self.assertIn("ExternalError.MkdirFailed.Exists", refusal)
        self.assertEqual(self.globus_json("stat", f"{self.jasmin}:/~/made once")["type"], "dir")

    def test_what_is_not_built_says_so(self):
        before = digest(self.sandbox.home_of("GCP laptop"))
        for arguments, said in (
            (["timer", "list"], r"message: +"),
            (["flows", "list"], r"detail: +"),
            (["search", "index", "list"], r"message: +"),
            (["endpoint", "update", self.laptop, "--description", "x"], r"message: +"),
            (["streams", "tunnel", "list"], r"message: +"),
            (["api", "transfer", "GET", "/endpoint_manager/task_list"], r"message: +"),
        ):
            refusal = self.refused(*arguments)
            shape = rf"HTTP status: +501\n(.*\n)*code: +NotImplemented\n(.*\n)*{said}The sandbox does not serve"
            self.assertRegex(refusal, shape, arguments)
        self.assertEqual(digest(self.sandbox.home_of("GCP laptop")), before)


if __name__ == "__main__":
    unittest.main()
