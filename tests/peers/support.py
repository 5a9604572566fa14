"""What the peer tests share: a running `hemi sandbox`, the official CLI pointed at it, tree digests."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
TOOLS = HERE.parent / "tools"
HEMI = os.environ["HEMI_BIN"]
GLOBUS = str(Path(sys.executable).parent / "globus")
JASMIN = "JASMIN Default Collection"
LAPTOP = "GCP laptop"


class Sandbox:
    """`hemi sandbox` on a free port, with its own data and its own home for the CLI."""

    def __init__(self, *options, strict=False):
        self.dir = Path(tempfile.mkdtemp(prefix="hemi-peers-"))
        self.home = self.dir / "home"
        # Without --open collections demand consents and sessions: only some tests are about that.
        self.options = options if strict else ("--open", *options)
        self.start()

    def start(self, port=0):
        command = [HEMI, "sandbox", "--listen", f"127.0.0.1:{port}", "--data", str(self.dir / "data")]
        self.process = subprocess.Popen(
            [*command, "--auto-consent", *self.options], stdout=subprocess.PIPE, text=True
        )
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"hemi sandbox ended with {self.process.wait()} before it was ready")
        self.ready = json.loads(line)
        self.url = self.ready["url"].rstrip("/")

    def stop(self):
        self.process.terminate()
        status = self.process.wait(timeout=30)
        self.process.stdout.close()
        return status

    def restart(self):
        port = self.url.rsplit(":", 1)[1]
        self.stop()
        self.start(port)

    def close(self):
        if self.process.poll() is None:
            self.stop()
        shutil.rmtree(self.dir, ignore_errors=True)

    def collection(self, name):
        return next(c for c in self.ready["collections"] if c["name"] == name)

    def root(self, name):
        return Path(self.collection(name)["root"])

    def control(self, verb, body=None):
        request = urllib.request.Request(
            self.ready["control"].rstrip("/") + "/" + verb,
            data=json.dumps(body or {}).encode(),
            headers={"Content-Type": "application/json"},
            method="POST",
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=30) as answer:
            return json.loads(answer.read() or b"{}")

    # ---- the official CLI

    def env(self, *arguments, user=None, check=None, input=None, client=False):
        """Runs globus-cli-env. `check`: the exit code it must end with."""
        command = ["bash", str(TOOLS / "globus-cli-env"), "--url", self.url, "--home", str(self.home)]
        command += ["--globus", GLOBUS]
        if client:
            service = self.ready["service_client"]
            command += ["--client", service["id"], service["secret"]]
        environment = dict(os.environ)
        environment.pop("GLOBUS_PROFILE", None)
        if user:
            environment["GLOBUS_SANDBOX_AUTHORIZE_ARGS"] = f"sandbox_user={user}"
        done = subprocess.run(
            [*command, *arguments], env=environment, input=input, capture_output=True, text=True, timeout=120
        )
        if check is not None and done.returncode != check:
            raise AssertionError(
                f"{' '.join(arguments)} ended with {done.returncode}, not {check}\n{done.stdout}\n{done.stderr}"
            )
        return done

    def globus(self, *arguments, check=0, **options):
        """Runs `globus …` and gives what it printed."""
        return self.env("--", GLOBUS, *arguments, check=check, **options).stdout

    def globus_json(self, *arguments, **options):
        return json.loads(self.globus(*arguments, "-F", "json", **options))

    def home_of(self, collection):
        """The real directory behind `/~/` of a collection. `globus ls` keeps the answer's `path` to itself."""
        where = self.collection(collection)["id"]
        answer = json.loads(self.globus("api", "transfer", "GET", f"/operation/endpoint/{where}/ls", "-Q", "path=/~/"))
        return self.root(collection) / answer["path"].strip("/")

    def sdk_environment(self, client=False):
        """Variables for a Python child that uses globus_sdk."""
        lines = self.env().stdout.splitlines()
        found = dict(os.environ)
        for line in lines:
            if line.startswith("export "):
                name, value = line[len("export ") :].split("=", 1)
                found[name] = subprocess.run(
                    ["bash", "-c", f"printf %s {value}"], capture_output=True, text=True, check=True
                ).stdout
        for name in ("SSH_TTY", "SSH_CONNECTION", "GLOBUS_PROFILE"):
            found.pop(name, None)
        return found


def digest(path):
    """sha256 of every file below `path`, by its name; directories too, so that empty ones count."""
    path = Path(path)
    if path.is_file():
        return {"": hashlib.sha256(path.read_bytes()).hexdigest()}
    found = {}
    for base, dirs, files in os.walk(path):
        for name in dirs:
            full = Path(base) / name
            found[str(full.relative_to(path))] = "link" if full.is_symlink() else "dir"
        for name in files:
            full = Path(base) / name
            key = str(full.relative_to(path))
            found[key] = "link" if full.is_symlink() else hashlib.sha256(full.read_bytes()).hexdigest()
    return found


def without_links(tree):
    """What Transfer carries: links inside directories are left out."""
    return {name: value for name, value in tree.items() if value != "link"}


class SandboxTest(unittest.TestCase):
    """One sandbox for a class of tests, signed in by the official CLI."""

    OPTIONS = ()
    SIGN_IN = True
    STRICT = False

    @classmethod
    def setUpClass(cls):
        cls.sandbox = Sandbox(*cls.OPTIONS, strict=cls.STRICT)
        cls.addClassCleanup(cls.sandbox.close)
        if cls.SIGN_IN:
            cls.sandbox.env("login", check=0)
        cls.jasmin = cls.sandbox.collection(JASMIN)["id"]
        cls.laptop = cls.sandbox.collection(LAPTOP)["id"]

    def globus(self, *arguments, **options):
        return self.sandbox.globus(*arguments, **options)

    def globus_json(self, *arguments, **options):
        return self.sandbox.globus_json(*arguments, **options)

    def submit(self, *arguments, **options):
        return self.globus_json("transfer", *arguments, **options)["task_id"]

    def wait(self, task, check=0):
        self.globus("task", "wait", task, "--polling-interval", "1", "--timeout", "60", check=check)
