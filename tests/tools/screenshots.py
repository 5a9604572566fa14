#!/usr/bin/env python3
"""Pictures of pages: for each line `NAME WIDTH HEIGHT` of DIR/sheets, DIR/NAME.html is written as DIR/NAME.png.

One browser without a head for all of them, driven through chromedriver."""

import base64
import json
import subprocess
import sys
import urllib.request
from pathlib import Path


class Browser:
    def __init__(self):
        self.driver = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE, text=True)
        port = next(line.rsplit(" ", 1)[1].strip(" .\n") for line in self.driver.stdout if "started successfully" in line)
        self.url = f"http://127.0.0.1:{port}/session"
        arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"]
        options = {"browserName": "chrome", "goog:chromeOptions": {"args": arguments}}
        self.url += "/" + self.ask("POST", "", capabilities={"alwaysMatch": options})["sessionId"]

    def ask(self, method, path, **body):
        data = json.dumps(body).encode() if method == "POST" else None
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        request = urllib.request.Request(self.url + path, data, {"Content-Type": "application/json"}, method=method)
        with opener.open(request, timeout=120) as answer:
            return json.load(answer)["value"]

    def picture(self, page, size):
        width, height = size
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.ask("POST", "/goog/cdp/execute", cmd="Emulation.setDeviceMetricsOverride", params=metrics)
        self.ask("POST", "/url", url=page.resolve().as_uri())
        return base64.b64decode(self.ask("GET", "/screenshot"))

    def close(self):
        self.ask("DELETE", "")
        self.driver.terminate()
        self.driver.wait()


def main(directory):
    sheets = [line.split() for line in (directory / "sheets").read_text().splitlines()]
    browser = Browser()
    try:
        for name, width, height in sheets:
            picture = browser.picture(directory / f"{name}.html", (int(width), int(height)))
            (directory / f"{name}.png").write_bytes(picture)
    finally:
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
