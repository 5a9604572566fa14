"""What the peer tests share: a running `hemi sandbox`, the official CLI pointed at it, tree digests."""

import hashlib
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
TOOLS = HERE.parent / "tools"
HEMI = os.environ["HEMI_BIN"]
GLOBUS = str(Path(sys.executable).parent / "globus")
#: The interpreter that has globus_sdk in the version of requirements-sdk.txt.
SDK_PYTHON = str(Path(sys.prefix) / "sdk/bin/python")
JASMIN = "JASMIN Default Collection"
LAPTOP = "GCP laptop"
ARCHER = "ARCHER2 filesystems"
#: Seconds. Longer than any wait takes, even on a busy machine.
PATIENCE = 60


def until(found, what, patience=PATIENCE):
    """Waits until `found()` is true and gives it. `what`: for the words of a failure."""
    end = time.monotonic() + patience
    while not (answer := found()):
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not within {patience} s")
        time.sleep(0.02)
    return answer


def opener():
    """Asks this machine directly, whatever proxy the environment names."""
    return urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Sandbox:
    """`hemi sandbox` on a free port, with its own data and its own home for the CLI."""

    #: The sandbox approves its sign-in pages itself.
    AUTO = ("--auto-consent",)

    def __init__(self, *options, strict=False):
        self.dir = Path(tempfile.mkdtemp(prefix="hemi-peers-"))
        self.home = self.dir / "home"
        # Without --open collections demand consents and sessions: only some tests are about that.
        self.options = options if strict else ("--open", *options)
        self.warm = {}
        self.start()

    def start(self, port=0):
        command = [HEMI, "sandbox", "--listen", f"127.0.0.1:{port}", "--data", str(self.dir / "data")]
        self.process = subprocess.Popen(
            [*command, *self.AUTO, *self.options], stdout=subprocess.PIPE, text=True
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
        for cli in self.warm.values():
            cli.close()
        if self.process.poll() is None:
            self.stop()
        shutil.rmtree(self.dir, ignore_errors=True)

    def collection(self, name):
        return next(c for c in self.ready["collections"] if c["name"] == name)

    def root(self, name):
        return Path(self.collection(name)["root"])

    def control(self, verb, body=None, method="POST"):
        request = urllib.request.Request(
            self.ready["control"].rstrip("/") + "/" + verb,
            data=None if method == "GET" else json.dumps(body or {}).encode(),
            headers={"Content-Type": "application/json"},
            method=method,
        )
        with opener().open(request, timeout=30) as answer:
            return json.loads(answer.read() or b"{}")

    def state(self):
        return self.control("state", method="GET")

    def fault(self, **fault):
        """The next answers are errors: see `hemi sandbox --help`."""
        self.control("fault", fault)

    def status(self, task):
        """The status of a task, from the sandbox itself."""
        return next(t["status"] for t in self.state()["tasks"]["tasks"] if t["task_id"] == task)

    # ---- the official CLI

    def env_command(self, client=False, profile=None):
        """The start of a globus-cli-env command line. `client`: as the service client."""
        command = ["bash", str(TOOLS / "globus-cli-env"), "--url", self.url, "--home", str(self.home)]
        command += ["--ca", self.ready["ca_file"], "--globus", GLOBUS]
        if client:
            service = self.ready["service_client"]
            command += ["--client", service["id"], service["secret"]]
        if profile:
            command += ["--profile", profile]
        return command

    def env(self, *arguments, user=None, check=None, input=None, client=False, profile=None):
        """Runs globus-cli-env. `check`: the exit code it must end with."""
        command = self.env_command(client, profile)
        environment = dict(os.environ)
        environment.pop("GLOBUS_PROFILE", None)
        if user:
            environment["GLOBUS_SANDBOX_AUTHORIZE_ARGS"] = f"sandbox_user={user}"
        done = subprocess.run(
            [*command, *arguments], env=environment, input=input, capture_output=True, text=True, timeout=120
        )
        return checked(done, arguments, check)

    def run(self, *arguments, check=0, input=None, client=False, profile=None):
        """Runs `globus …`. `check`: the exit code it must end with; None takes any."""
        who = (client, profile)
        if who not in self.warm:
            self.warm[who] = WarmCli(self.env_command(client, profile), self.dir / f"calls-{len(self.warm)}")
        return checked(self.warm[who].run(arguments, input), arguments, check)

    def globus(self, *arguments, **options):
        """Runs `globus …` and gives what it printed."""
        return self.run(*arguments, **options).stdout

    def refused(self, *arguments, check=1, **options):
        """Runs `globus …`, which must fail, and gives what it complained."""
        return self.run(*arguments, check=check, **options).stderr

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


def checked(done, arguments, check):
    if check is not None and done.returncode != check:
        raise AssertionError(
            f"{' '.join(arguments)} ended with {done.returncode}, not {check}\n{done.stdout}\n{done.stderr}"
        )
    return done


class WarmCli:
    """warm_cli.py as one person or client: a call costs what it does, not what Python's start does."""

    def __init__(self, environment, files):
        self.files = files
        files.mkdir()
        command = [*environment, "--", sys.executable, str(HERE / "warm_cli.py"), GLOBUS]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def run(self, arguments, input=None):
        paths = {name: str(self.files / name) for name in ("input", "output", "errors")}
        Path(paths["input"]).write_text(input or "")
        self.process.stdin.write(json.dumps({"arguments": arguments, **paths}).encode() + b"\n")
        self.process.stdin.flush()
        if not select.select([self.process.stdout], [], [], 2 * PATIENCE)[0]:
            raise AssertionError(f"globus {' '.join(arguments)} did not end within {2 * PATIENCE} s")
        code = self.process.stdout.readline()
        output, errors = (Path(paths[name]).read_text() for name in ("output", "errors"))
        return subprocess.CompletedProcess(arguments, int(code), output, errors)

    def close(self):
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


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

    def refused(self, *arguments, **options):
        return self.sandbox.refused(*arguments, **options)

    def submit(self, *arguments, verb="transfer", **options):
        return self.globus_json(verb, *arguments, **options)["task_id"]

    def wait(self, task, status="SUCCEEDED"):
        """Until the task is over, which it must be with `status`."""
        until(lambda: self.sandbox.status(task) != "ACTIVE", f"the end of task {task}")
        self.assertEqual(self.sandbox.status(task), status)

    def moved(self, *arguments, **options):
        """Submits a transfer, waits for its success and gives its document."""
        task = self.submit(*arguments, **options)
        self.wait(task)
        return self.show(task, **options)

    def show(self, task, *arguments, client=False):
        return self.globus_json("task", "show", *arguments, task, client=client)

    def events(self, task, code):
        """The task's events of this code, the newest first."""
        return [e for e in self.globus_json("task", "event-list", task)["DATA"] if e["code"] == code]
