"""Run by test_sdk.py in a process of its own: globus_sdk reads its service URLs when it is imported."""

import json
import re
import sys
import urllib.request

import globus_sdk
from globus_sdk.login_flows import CommandLineLoginFlowManager


class Robot(CommandLineLoginFlowManager):
    """Opens the link as a browser would and brings the code back."""

    def print_authorize_url(self, authorize_url):
        self.link = authorize_url

    def prompt_for_code(self):
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(self.link) as page:
            return re.search(r"[?&]code=([^&]+)", page.url).group(1)


def main(client_id, source, destination):
    config = globus_sdk.GlobusAppConfig(login_flow_manager=Robot, request_refresh_tokens=True)
    app = globus_sdk.UserApp("peers", client_id=client_id, config=config)
    transfer = globus_sdk.TransferClient(app=app)
    listing = transfer.operation_ls(source, path="/~/")
    data = globus_sdk.TransferData(source, destination, label="by the SDK", verify_checksum=True)
    data.add_item("/~/", "/~/by sdk/", recursive=True)
    answer = transfer.submit_transfer(data)
    again = transfer.submit_transfer(data)
    done = transfer.task_wait(answer["task_id"], timeout=60, polling_interval=1)
    pages = [t["task_id"] for t in transfer.paginated.task_list(limit=1).items()]
    print(
        json.dumps(
            {
                "names": sorted(e["name"] for e in listing),
                "codes": [answer["code"], again["code"]],
                "same": answer["task_id"] == again["task_id"],
                "done": done,
                "listed": answer["task_id"] in pages,
            }
        )
    )


main(*sys.argv[1:])
