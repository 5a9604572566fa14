"""Run by test_sessions.py in a process of its own: globus_sdk reads its service URLs when it is imported."""

import json
import re
import sys
import urllib.request

import globus_sdk
from globus_sdk.login_flows import CommandLineLoginFlowManager

OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
LINKS = []


class Robot(CommandLineLoginFlowManager):
    """Opens the link as a browser would and brings the code back."""

    def print_authorize_url(self, authorize_url):
        LINKS.append(authorize_url)

    def prompt_for_code(self):
        with OPENER.open(LINKS[-1]) as page:
            return re.search(r"[?&]code=([^&]+)", page.url).group(1)


def main(client_id, how, collection, control=None):
    redrive = how != "beforehand"
    config = globus_sdk.GlobusAppConfig(
        login_flow_manager=Robot, request_refresh_tokens=True, auto_redrive_gares=redrive
    )
    app = globus_sdk.UserApp(f"peers {how}", client_id=client_id, config=config)
    transfer = globus_sdk.TransferClient(app=app)
    if how == "beforehand":
        transfer.add_app_data_access_scope(collection)
    listing = transfer.operation_ls(collection, path="/~/")
    if how == "aged":
        body = json.dumps({"step_seconds": 31 * 60}).encode()
        step = urllib.request.Request(control.rstrip("/") + "/clock", body, {"Content-Type": "application/json"})
        OPENER.open(step).close()
        listing = transfer.operation_ls(collection, path="/~/")
    print(json.dumps({"names": [e["name"] for e in listing], "sign_ins": len(LINKS), "links": LINKS}))


main(*sys.argv[1:])
