"""The HTML pages walked by a real browser without a head: sandbox consent pages, the code page, the device page,
and hemi's own page at the end of a sign-in over loopback."""

import json
import os
import shutil
import subprocess
import tempfile
import unittest
import urllib.parse
import urllib.request
from pathlib import Path

from selenium import webdriver
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from support import HEMI, PATIENCE, Sandbox, opener

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
DRIVER = shutil.which("chromedriver") or "/usr/bin/chromedriver"
DEMO = "demo@globusid.example.org"
FACILITY = "demo@accounts.jasmin.example.org"


class Asking(Sandbox):
    """A sandbox whose pages wait for a person."""

    AUTO = ()


def browser(profile):
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for argument in (
        "--headless=new",
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--no-proxy-server",
        "--window-size=900,900",
        f"--user-data-dir={profile}",
    ):
        options.add_argument(argument)
    # A page of the sandbox needs no script; with none at all it must work.
    options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
    return webdriver.Chrome(options=options, service=Service(executable_path=DRIVER))


class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sandbox = Asking("--device-flow", strict=True)
        cls.addClassCleanup(cls.sandbox.close)
        profile = tempfile.mkdtemp(prefix="hemi-browser-")
        cls.addClassCleanup(shutil.rmtree, profile, True)
        cls.browser = browser(profile)
        cls.addClassCleanup(cls.browser.quit)

    # ---- a person at the browser

    def wait(self, seen, what):
        """Waits until `seen()` is true and gives it. An element of the page before may be gone while it is looked at."""
        passing = (NoSuchElementException, StaleElementReferenceException)
        return WebDriverWait(self.browser, PATIENCE, ignored_exceptions=passing).until(lambda _: seen(), what)

    def page(self):
        """The text of the page, once there is any."""
        return self.wait(lambda: self.browser.find_element(By.TAG_NAME, "body").text, "a page with text")

    def wait_text(self, text):
        self.wait(lambda: text in self.browser.find_element(By.TAG_NAME, "body").text, f"a page with {text!r}")

    def click(self, tag, is_meant, what):
        """Clicks the first element that `is_meant`, as soon as the page has one."""

        def clicked():
            meant = (element for element in self.browser.find_elements(By.TAG_NAME, tag) if is_meant(element.text))
            if element := next(meant, None):
                element.click()
            return element

        self.wait(clicked, what)

    def choose(self, username):
        """Picks an identity by its label, as a person does."""
        self.click("label", lambda text: username in text, f"{username} among the identities")

    def press(self, words):
        self.click("button", lambda text: text == words, f"a button {words}")

    def code(self):
        """The code on the page that shows one."""
        return self.wait(lambda: self.browser.find_element(By.TAG_NAME, "code").text, "the code")

    def assert_accessible(self):
        """A language, a title, one main heading, and a name for whatever can be filled in."""

        def facts():
            every = lambda selector: self.browser.find_elements(By.CSS_SELECTOR, selector)
            fields = {f.get_attribute("outerHTML"): f.accessible_name for f in every("input:not([type=hidden])")}
            language = self.browser.find_element(By.TAG_NAME, "html").get_attribute("lang")
            return language, self.browser.title, len(every("h1")), fields

        language, title, headings, fields = self.wait(facts, "a page")
        self.assertTrue(language)
        self.assertTrue(title)
        self.assertEqual(headings, 1)
        for field, name in fields.items():
            self.assertTrue(name, field)

    # ---- hemi as a program that signs in

    def hemi(self, *arguments, home, **variables):
        environment = {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", "NO_PROXY": "127.0.0.1"}
        environment |= {
            "HEMI_CLIENT_ID": self.sandbox.ready["client_id"],
            "GLOBUS_SDK_ENVIRONMENT": "sandbox",
            "GLOBUS_SDK_SERVICE_URL_AUTH": self.sandbox.url + "/",
            "GLOBUS_SDK_SERVICE_URL_TRANSFER": self.sandbox.url + "/",
            **variables,
        }
        return subprocess.Popen(
            [HEMI, *arguments],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def link_of(self, process):
        for line in process.stdout:
            if line.startswith("http"):
                return line.strip()
        self.fail("hemi showed no link")

    def home(self):
        home = Path(tempfile.mkdtemp(prefix="hemi-browser-home-"))
        self.addCleanup(shutil.rmtree, home, True)
        return home

    def test_a_person_allows_and_pastes_the_code(self):
        home = self.home()
        login = self.hemi("login", "--paste", home=home)
        self.browser.get(self.link_of(login))
        self.assert_accessible()
        self.assertIn("Sandbox native app", self.page())
        self.choose(DEMO)
        self.press("Allow")
        code = self.code()
        self.assert_accessible()
        said, _ = login.communicate(code + "\n", timeout=PATIENCE)
        self.assertEqual(login.returncode, 0, said)
        who = self.hemi("whoami", home=home)
        self.assertIn(DEMO, who.communicate(timeout=PATIENCE)[0])

    def test_a_browser_on_this_machine_brings_the_answer_back_by_itself(self):
        home = self.home()
        login = self.hemi("login", "--browser", home=home, BROWSER="true")
        self.browser.get(self.link_of(login))
        self.choose(FACILITY)
        self.press("Allow")
        self.wait_text("Back to your terminal")
        self.assert_accessible()
        self.assertNotIn("code", self.page())
        said, _ = login.communicate(timeout=PATIENCE)
        self.assertEqual(login.returncode, 0, said)

    def test_a_person_who_denies_is_understood(self):
        login = self.hemi("login", "--browser", home=self.home(), BROWSER="true")
        self.browser.get(self.link_of(login))
        self.press("Deny")
        self.wait_text("Back to your terminal")
        said, _ = login.communicate(timeout=PATIENCE)
        self.assertEqual(login.returncode, 5, said)
        self.assertIn("refused in the browser", said)

    def test_the_wrong_identity_is_told_on_the_page_and_the_right_one_goes_on(self):
        home = self.home()
        login = self.hemi("login", "--paste", home=home)
        self.browser.get(self.link_of(login))
        self.choose(DEMO)
        self.press("Allow")
        login.communicate(self.code() + "\n", timeout=PATIENCE)
        domain = FACILITY.split("@")[1]
        update = self.hemi("session", "update", "--domain", domain, "--paste", home=home)
        self.browser.get(self.link_of(update))
        self.choose(DEMO)
        self.press("Allow")
        self.wait(lambda: self.browser.find_elements(By.CSS_SELECTOR, "[role=alert]"), "a word about it")
        self.assertIn(domain, self.page())
        self.choose(FACILITY)
        self.press("Allow")
        said, _ = update.communicate(self.code() + "\n", timeout=PATIENCE)
        self.assertEqual(update.returncode, 0, said)

    def test_a_device_is_let_in_by_its_code(self):
        with opener().open(self.sandbox.url + "/.well-known/openid-configuration", timeout=PATIENCE) as answer:
            ask = json.loads(answer.read())["device_authorization_endpoint"]
        answer = self.post(urllib.parse.urlsplit(ask).path, client_id=self.sandbox.ready["client_id"], scope="openid")
        self.browser.get(answer["verification_uri"])
        self.assert_accessible()
        self.browser.find_element(By.NAME, "user_code").send_keys("NONSENSE")
        self.press("Continue")
        self.wait(lambda: self.browser.find_elements(By.CSS_SELECTOR, "[role=alert]"), "a word about it")
        field = self.browser.find_element(By.NAME, "user_code")
        field.clear()
        field.send_keys(answer["user_code"])
        self.press("Continue")
        self.press("Allow")
        self.wait_text("The device is signed in")
        form = {
            "grant_type": "urn:ietf:params:oauth:grant-type:device_code",
            "device_code": answer["device_code"],
            "client_id": self.sandbox.ready["client_id"],
        }
        self.assertIn("access_token", self.post("/v2/oauth2/token", **form))

    def post(self, path, **form):
        data = urllib.parse.urlencode(form).encode()
        with opener().open(urllib.request.Request(self.sandbox.url + path, data=data), timeout=PATIENCE) as answer:
            return json.loads(answer.read())


if __name__ == "__main__":
    unittest.main()
