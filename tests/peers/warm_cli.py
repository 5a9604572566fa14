"""The installed `globus` command, run in forks of one process that has paid for its imports.

Started by support.py with the path of the `globus` script. Each line on standard input is one call:
{"arguments": [...], "input": PATH, "output": PATH, "errors": PATH}; the answer is one line with its exit code.
The script itself runs unchanged, with its own process, streams and exit code.
"""

import gc
import importlib
import json
import os
import pkgutil
import runpy
import sys

COMMANDS = ("api", "bookmark", "delete", "get_identities", "logout", "ls", "mkdir", "rename", "rm", "stat", "transfer")
GROUPS = ("bookmark", "endpoint", "group", "session", "task")


def import_what_calls_need():
    import globus_sdk

    # Named, they are loaded.
    _ = globus_sdk.TransferClient, globus_sdk.AuthClient, globus_sdk.TransferData, globus_sdk.IdentityMap
    _ = globus_sdk.UserApp, globus_sdk.ClientApp, globus_sdk.FlowsClient, globus_sdk.SearchClient
    names = [f"globus_cli.commands.{name}" for name in (*COMMANDS, "whoami")]
    for group in GROUPS:
        package = importlib.import_module(f"globus_cli.commands.{group}")
        names += [f"{package.__name__}.{found.name}" for found in pkgutil.iter_modules(package.__path__)]
    for name in (*names, "globus_cli.services.transfer", "globus_cli.services.auth", "requests"):
        importlib.import_module(name)


def become(script, call):
    """Turns this process, a fork, into a run of the script."""
    for name, flags, number in (
        ("input", os.O_RDONLY, 0),
        ("output", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 1),
        ("errors", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 2),
    ):
        opened = os.open(call[name], flags, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    sys.argv = [script, *call["arguments"]]
    runpy.run_path(script, run_name="__main__")


def main(script):
    import_what_calls_need()
    # A fork that ends would look at, and so copy, all of it.
    gc.collect()
    gc.freeze()
    # Read beside sys.stdin, which has to be untouched in every fork.
    with os.fdopen(os.dup(0), "rb") as calls:
        for line in calls:
            child = os.fork()
            if child == 0:
                become(script, json.loads(line))
                sys.exit(0)
            _, status = os.waitpid(child, 0)
            os.write(1, b"%d\n" % os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main(sys.argv[1])
