"""Programs that use globus_sdk, run by test_sdk.py in processes of their own: globus_sdk reads its service URLs when it
is imported. Each takes what it needs as JSON and prints what it saw as JSON."""

import json
import re
import sys
import urllib.request

import globus_sdk
from globus_sdk.login_flows import CommandLineLoginFlowManager

OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Robot(CommandLineLoginFlowManager):
    """Opens the link as a browser would and brings the code back."""

    links = []

    def print_authorize_url(self, authorize_url):
        self.links.append(authorize_url)

    def prompt_for_code(self):
        with OPENER.open(self.links[-1]) as page:
            return re.search(r"[?&]code=([^&]+)", page.url).group(1)


def user_app(client_id, **options):
    config = globus_sdk.GlobusAppConfig(login_flow_manager=Robot, request_refresh_tokens=True, **options)
    return globus_sdk.UserApp("peers", client_id=client_id, config=config)


def control(url, verb, body):
    request = urllib.request.Request(
        f"{url.rstrip('/')}/{verb}", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with OPENER.open(request) as answer:
        answer.read()


def submit_twice(transfer, source, destination, into):
    data = globus_sdk.TransferData(source, destination, label="by the SDK", verify_checksum=True)
    data.add_item("/~/runs", into, recursive=True)
    answer = transfer.submit_transfer(data)
    again = transfer.submit_transfer(data)
    other = globus_sdk.TransferData(source, destination, submission_id=data["submission_id"])
    other.add_item("/~/README.txt", into)
    try:
        transfer.submit_transfer(other)
        conflict = None
    except globus_sdk.TransferAPIError as error:
        conflict = [error.http_status, error.code]
    done = transfer.task_wait(answer["task_id"], timeout=60, polling_interval=1)
    return {
        "codes": [answer["code"], again["code"]],
        "same": answer["task_id"] == again["task_id"],
        "conflict": conflict,
        "done": done,
        "task": transfer.get_task(answer["task_id"]).data,
        "moved": [t["source_path"] for t in transfer.paginated.task_successful_transfers(answer["task_id"]).items()],
    }


def person(client_id, control_url, source, destination):
    app = user_app(client_id)
    transfer = globus_sdk.TransferClient(app=app)
    listing = transfer.operation_ls(source, path="/~/")
    seen = submit_twice(transfer, source, destination, "/~/by sdk/")
    control(control_url, "forget", {})
    control(control_url, "expire", {"kind": "access"})
    after = transfer.operation_ls(source, path="/~/")
    return {
        **seen,
        "names": sorted(e["name"] for e in listing),
        "after": sorted(e["name"] for e in after),
        "links": Robot.links,
    }


def lists(client_id, source, destination):
    transfer = globus_sdk.TransferClient(app=user_app(client_id))
    for number in range(5):
        data = globus_sdk.TransferData(source, destination, label=f"list {number}")
        data.add_item("/~/README.txt", f"/~/list/{number}")
        transfer.task_wait(transfer.submit_transfer(data)["task_id"], timeout=60, polling_interval=1)
    task = transfer.task_list(limit=1)["DATA"][0]["task_id"]
    pages = transfer.paginated.task_list(filter="label:~list*")
    events = transfer.paginated.task_event_list(task)
    found = transfer.paginated.endpoint_search("jasmin")
    # Their pages hold hundreds; small ones are turned as well.
    pages.limit, events.limit, found.limit = 2, 1, 1
    files = transfer.operation_ls(source, path="/~/members", limit=3, offset=4, orderby="name")
    return {
        "pages": [[t["label"] for t in page] for page in pages],
        "events": [e["code"] for e in events.items()],
        "found": [c["display_name"] for c in found.items()],
        "files": [e["name"] for e in files],
    }


def consents(client_id, collection):
    """The SDK looks up beforehand whether a scope's dependencies were consented to."""
    app = user_app(client_id)
    transfer = globus_sdk.TransferClient(app=app).add_app_data_access_scope(collection)
    transfer.operation_ls(collection, path="/")
    again = user_app(client_id)
    globus_sdk.TransferClient(app=again).add_app_data_access_scope(collection).operation_ls(collection, path="/")
    return {"links": Robot.links}


def service(client_id, secret, source, destination):
    app = globus_sdk.ClientApp("peers service", client_id=client_id, client_secret=secret)
    transfer = globus_sdk.TransferClient(app=app)
    listing = transfer.operation_ls(destination, path="/~/")
    who = globus_sdk.AuthClient(app=app).userinfo()
    seen = submit_twice(transfer, source, destination, "/~/by service/")
    gone = globus_sdk.DeleteData(destination, recursive=True)
    gone.add_item("/~/by service/2023-11-20")
    seen["deleted"] = transfer.task_wait(transfer.submit_delete(gone)["task_id"], timeout=60, polling_interval=1)
    return {**seen, "names": sorted(e["name"] for e in listing), "who": who["preferred_username"]}


if __name__ == "__main__":
    PROGRAMS = {one.__name__: one for one in (person, lists, consents, service)}
    print(json.dumps(PROGRAMS[sys.argv[1]](**json.loads(sys.argv[2]))))
