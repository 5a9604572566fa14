"""globus_sdk's UserApp: PKCE, refresh tokens, ls, a transfer and its wait."""

import json
import os
import subprocess
import sys
import unittest

from support import HERE, JASMIN, SandboxTest


class Sdk(SandboxTest):
    SIGN_IN = False

    def test_user_app_with_pkce(self):
        done = subprocess.run(
            [sys.executable, str(HERE / "sdk_app.py"), self.sandbox.ready["client_id"], self.jasmin, self.laptop],
            env=self.sandbox.sdk_environment(),
            capture_output=True,
            text=True,
            timeout=120,
        )
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        seen = json.loads(done.stdout.splitlines()[-1])
        home = self.sandbox.root(JASMIN) / "home/users/demo"
        self.assertEqual(seen["names"], sorted(os.listdir(home)))
        self.assertEqual(seen["codes"], ["Accepted", "Duplicate"])
        self.assertTrue(seen["same"] and seen["done"] and seen["listed"], seen)


if __name__ == "__main__":
    unittest.main()
