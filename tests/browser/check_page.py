#!/usr/bin/env python3
"""Opens HTML reports in Chromium by WebDriver and checks what only a browser can tell.

    check_page.py [--screenshots DIR] run PAGE     filter, links to cases, phone width, dark mode
    check_page.py hostile PAGE                     nothing of the page's text became markup
    check_page.py [--screenshots DIR] bare PAGE    all text is there with neither style nor script
    check_page.py [--screenshots DIR] print PAGE   paper: nothing folded, nothing cut, no heading alone
    check_page.py [--limit SECONDS] large PAGE     a long page opens and filters in time

Several words with commas between them share one browser. Prints what is wrong, one line each; exit code 0 if nothing is, 1 if something is, 77 if there is no
chromedriver. Needs nothing but Python's standard library.
"""
import base64
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Browser:
    """One headless Chromium behind chromedriver, gone when the block ends."""

    def __enter__(self):
        self.profile = tempfile.TemporaryDirectory()
        self.driver = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE,
                                       stderr=subprocess.DEVNULL, text=True)
        for line in self.driver.stdout:
            found = re.search(r"on port (\d+)", line)
            if found and found.group(1) != "0":
                break
        else:
            raise RuntimeError("chromedriver did not start")
        self.base = f"http://127.0.0.1:{found.group(1)}/session"
        options = {"args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1200,1000",
                            "--disable-dev-shm-usage", f"--user-data-dir={self.profile.name}"]}
        answer = self.call("", {"capabilities": {"alwaysMatch": {
            "browserName": "chrome", "goog:chromeOptions": options,
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"}}}})
        self.base += "/" + answer["sessionId"]
        return self

    def __exit__(self, *unused):
        try:
            self.call("", None, "DELETE")
        finally:
            self.driver.terminate()
            self.driver.wait(10)
            self.driver.stdout.close()
            self.profile.cleanup()

    def call(self, path, body=None, method="POST"):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, {"Content-Type": "application/json"},
                                         method=method)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=90) as reply:
            return json.load(reply)["value"]

    def open(self, url):
        self.call("/url", {"url": url})

    def run(self, script):
        return self.call("/execute/sync", {"script": script, "args": []})

    def wait(self, script, seconds=10):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.run("return " + script):
                return True
            time.sleep(0.02)
        return False

    def log(self, kind):
        return self.call("/se/log", {"type": kind})

    def devtools(self, command, **parameters):
        return self.call("/goog/cdp/execute", {"cmd": command, "params": parameters})

    def screenshot(self, path):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.call("/screenshot", None, "GET")))


def quiet(browser, url, problems):
    """Nothing in the console, and nothing asked of anybody but the page itself (data: stays inside)."""
    for entry in browser.log("browser"):
        problems.append("console: " + entry["message"])
    for entry in browser.log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] != "Network.requestWillBeSent":
            continue
        asked = message["params"]["request"]["url"]
        if asked.split("#")[0] != url and not asked.startswith(("data:", "about:", "chrome:")):
            problems.append("request: " + asked[:200])


VISIBLE = "[...document.querySelectorAll('article.case')].filter(e => !e.hidden)"


def check_filter(browser, url, problems):
    browser.open(url + "#?s:failed")
    if not browser.wait(f"{VISIBLE}.length > 0 && {VISIBLE}.every(e => e.dataset.v === 'failed')"):
        problems.append("filter s:failed shows something else")
    total = browser.run("return document.querySelectorAll('article.case').length")
    browser.run("location.hash = '#?'")
    if not browser.wait(f"{VISIBLE}.length === {total}"):
        problems.append("an empty filter hides something")
    cause = browser.run("return document.querySelector('article.case[data-c]').dataset.c")
    browser.run(f"location.hash = '#?c:{cause}'")
    if not browser.wait(f"{VISIBLE}.length > 0 && {VISIBLE}.every(e => e.dataset.c === '{cause}')"):
        problems.append("filter by cause shows something else")
    browser.run("""const input = document.getElementById('filter'); input.value = 'no such words at all';
                   input.dispatchEvent(new Event('input'))""")
    if not browser.wait(f"{VISIBLE}.length === 0 && location.hash.startsWith('#?no')"):
        problems.append("typing into the filter does not filter, or leaves no link")
    browser.run("location.hash = '#?'")


def check_links(browser, url, problems):
    browser.open(url)
    anchors = browser.run("return [...document.querySelectorAll('article.case')].map(e => e.id)")
    if len(set(anchors)) != len(anchors):
        problems.append("two cases have one id")
    doubled = browser.run("""const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
                             return ids.filter((id, i) => ids.indexOf(id) !== i)""")
    if doubled:
        problems.append(f"ids that are there twice: {doubled[:3]}")
    dead = browser.run("""return [...document.querySelectorAll('a[href^="#"]')].map(a => a.getAttribute('href').slice(1))
                          .filter(id => id && !id.startsWith('?') && !document.getElementById(id))""")
    if dead:
        problems.append(f"links that lead nowhere: {dead[:3]}")
    last = anchors[-1]
    browser.open(url + "#" + last)
    shown = f"""(() => {{ const e = document.getElementById('{last}'); const d = e.querySelector('details');
        const r = e.getBoundingClientRect(); return (!d || d.open) && r.top < innerHeight && r.bottom > 0; }})()"""
    if not browser.wait(shown):
        problems.append("a link to a case does not open it")


def check_looks(browser, url, problems, folder):
    browser.open(url)
    light = browser.run("return getComputedStyle(document.body).backgroundColor")
    case = browser.run("const e = document.querySelector('article.case > details[open]'); return e ? e.parentElement.id : ''")

    def picture(name):
        if not folder:
            return
        browser.open(url)
        browser.screenshot(os.path.join(folder, name + ".png"))
        if case:
            browser.run(f"document.getElementById('{case}').querySelector('svg').scrollIntoView({{behavior: 'instant', block: 'center'}})")
            browser.screenshot(os.path.join(folder, name + "-case.png"))

    picture("light")
    browser.devtools("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark"}])
    if browser.run("return getComputedStyle(document.body).backgroundColor") == light:
        problems.append("dark mode looks like light mode")
    picture("dark")
    browser.devtools("Emulation.setEmulatedMedia", features=[])
    browser.devtools("Emulation.setDeviceMetricsOverride", width=390, height=844, deviceScaleFactor=2, mobile=True)
    browser.run("for (const d of document.querySelectorAll('details')) d.open = true")
    wide = browser.run("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wide > 0:
        problems.append(f"at phone width the page is {wide} pixels too wide")
    picture("phone")
    browser.devtools("Emulation.clearDeviceMetricsOverride")


def check_without_script(browser, url, problems):
    """Everything is there for a browser that runs nothing and styles nothing."""
    browser.open(url)
    texts = browser.run("""return [...document.querySelectorAll('article.case, section.group, header')].map(e => e.textContent.length)""")
    with_script = browser.run("return document.querySelector('main').textContent.length")
    browser.devtools("Emulation.setScriptExecutionDisabled", value=True)
    browser.open(url)
    browser.devtools("Emulation.setScriptExecutionDisabled", value=False)
    without = browser.run("return document.querySelector('main').textContent.length")
    buttons = browser.run("return document.querySelectorAll('button').length")
    hidden = browser.run(f"return document.querySelectorAll('article.case').length - {VISIBLE}.length")
    if buttons or hidden or not texts or without * 100 < with_script * 95:
        problems.append("without script something is missing, or a control is left over")


class Strict:
    """Serves one page as Jenkins serves artifacts: no script, no style but in files of their own."""

    POLICY = "sandbox allow-same-origin; default-src 'none'; img-src 'self'; style-src 'self'"

    def __init__(self, page):
        with open(page, "rb") as file:
            content = file.read()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Security-Policy", Strict.POLICY)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *unused):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/report.html"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *unused):
        self.server.shutdown()
        self.server.server_close()


# Texts that take up no room on the screen, pictures included; what a browser folds is unfolded first.
UNSEEN = """
    for (const fold of document.querySelectorAll('details')) fold.open = true;
    const unseen = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    let seen = 0;
    while (walk.nextNode()) {
        const node = walk.currentNode, parent = node.parentElement;
        if (!node.data.trim() || parent.closest('script, title, desc, [hidden]')) continue;
        range.selectNodeContents(node);
        const box = range.getBoundingClientRect();
        if (box.width > 0 && box.height > 0) seen += 1; else unseen.push(node.data.trim().slice(0, 60));
    }
    return {seen, unseen}"""


def check_bare(browser, page, problems, folder):
    with Strict(page) as server:
        browser.open(server.url)
        state = browser.run("""const style = getComputedStyle(document.body); return {
            styled: getComputedStyle(document.querySelector('header')).borderLeftWidth !== '0px',
            scripted: document.querySelectorAll('button, .script-only:not([hidden])').length,
            color: style.backgroundColor}""")
        if state["styled"]:
            problems.append("the page is styled, so nothing is proved")
        if state["scripted"]:
            problems.append("a control is left that does nothing without the script")
        found = browser.run(UNSEEN)
        if found["unseen"] or found["seen"] < 20:
            problems.append(f"without style and script {len(found['unseen'])} texts are not seen: {found['unseen'][:3]}")
        wide = browser.run("return document.querySelectorAll('svg text').length")
        if wide and not browser.run("""return [...document.querySelectorAll('svg line, svg rect, svg path')].some(e => {
                const s = getComputedStyle(e); return s.stroke !== 'none' || s.fill !== 'none'; })"""):
            problems.append("pictures are not drawn without a style")
        if folder:
            browser.screenshot(os.path.join(folder, "bare.png"))
            browser.run("const e = document.querySelector('svg'); if (e) e.scrollIntoView()")
            browser.screenshot(os.path.join(folder, "bare-picture.png"))


def check_print(browser, url, problems, folder):
    browser.open(url)
    browser.run("dispatchEvent(new Event('beforeprint'))")
    folded = browser.run("return document.querySelectorAll('article details:not([open]), main.one details:not([open]), .causes details:not([open])').length")
    if folded:
        problems.append(f"on paper {folded} parts stay folded")
    browser.devtools("Emulation.setEmulatedMedia", media="print")
    browser.devtools("Emulation.setDeviceMetricsOverride", width=718, height=1000, deviceScaleFactor=1, mobile=False)
    state = browser.run("""
        const shown = (e) => e && getComputedStyle(e).display !== 'none';
        return {controls: [...document.querySelectorAll('.filter, .copy')].filter(shown).length,
            wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
            cut: [...document.querySelectorAll('.scroll')].filter(e => e.scrollWidth > e.clientWidth + 1).length}""")
    if state["controls"]:
        problems.append(f"{state['controls']} controls are printed")
    if state["wide"] > 0 or state["cut"]:
        problems.append(f"paper cuts something off: {state}")
    browser.devtools("Emulation.clearDeviceMetricsOverride")
    browser.devtools("Emulation.setEmulatedMedia", media="")
    sheets = browser.devtools("Page.printToPDF", preferCSSPageSize=True)["data"]
    if len(sheets) < 2000:
        problems.append("the print is empty")
    if folder:
        with open(os.path.join(folder, "print.pdf"), "wb") as file:
            file.write(base64.b64decode(sheets))


def check_hostile(browser, url, problems):
    browser.open(url)
    found = browser.run("""return {
        scripts: document.querySelectorAll('script').length, styles: document.querySelectorAll('style').length,
        strange: [...document.querySelectorAll('img, iframe, object, embed, link, base, form, video, audio, foreignObject, use, image')]
            .map(e => e.outerHTML.slice(0, 80)),
        handlers: [...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => /^on/i.test(a.name) || a.name === 'style'))
            .map(e => e.outerHTML.slice(0, 80)),
        links: [...document.querySelectorAll('[href], [src]')].map(e => e.getAttribute('href') || e.getAttribute('src'))
            .filter(h => !h.startsWith('#')),
        control: (document.documentElement.textContent.match(/[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]/g) || []).length,
        hacked: typeof window.hacked }""")
    if found["scripts"] != 1 or found["styles"] != 1:
        problems.append(f"scripts and styles: {found['scripts']}, {found['styles']}")
    for name in ("strange", "handlers", "links"):
        if found[name]:
            problems.append(f"{name}: {found[name][:3]}")
    if found["control"]:
        problems.append("control or bidi characters reached the page")
    if found["hacked"] != "undefined":
        problems.append("text of the page was run")
    browser.devtools("Emulation.setDeviceMetricsOverride", width=390, height=844, deviceScaleFactor=1, mobile=True)
    wide = browser.run("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wide > 0:
        problems.append(f"long names make the page {wide} pixels too wide")


def check_large(browser, url, problems, limit):
    begin = time.monotonic()
    browser.open(url)
    opened = time.monotonic() - begin
    spent = browser.run("""
        const begin = performance.now(); const input = document.getElementById('filter');
        history.replaceState(null, '', '#?s:failed'); dispatchEvent(new HashChangeEvent('hashchange'));
        document.body.getBoundingClientRect(); const one = performance.now() - begin;
        history.replaceState(null, '', '#?good'); const again = performance.now();
        dispatchEvent(new HashChangeEvent('hashchange'));
        document.body.getBoundingClientRect(); return [one, performance.now() - again]""")
    count = browser.run("return document.querySelectorAll('article.case').length")
    print(f"{count} cases: opened in {opened:.2f} s, filtered in {spent[0]:.0f} ms and {spent[1]:.0f} ms")
    if max(spent) > limit * 1000:
        problems.append(f"filtering takes more than {limit} s")


def local(*checks):
    """What opens the page from the disk; whatever is checked, it asks nobody for anything."""
    def check(browser, page, problems, folder, limit):
        url = "file://" + os.path.abspath(page)
        for one in checks:
            one(browser, url, problems, folder, limit)
        quiet(browser, url, problems)
    return check


def served(browser, page, problems, folder, limit):
    check_bare(browser, page, problems, folder)
    browser.log("browser")  # the policy's complaints are what is wanted
    browser.log("performance")


CHECKS = {
    "run": local(lambda b, u, p, *_: check_filter(b, u, p), lambda b, u, p, *_: check_links(b, u, p),
                 lambda b, u, p, *_: check_without_script(b, u, p), lambda b, u, p, f, _: check_looks(b, u, p, f)),
    "bare": served,
    "print": local(lambda b, u, p, f, _: check_print(b, u, p, f)),
    "hostile": local(lambda b, u, p, *_: check_hostile(b, u, p)),
    "large": local(lambda b, u, p, _, limit: check_large(b, u, p, limit)),
}


def main(arguments):
    folder, limit = "", 1.0
    while arguments and arguments[0].startswith("--"):
        if arguments[0] == "--screenshots":
            folder = arguments[1]
        else:
            limit = float(arguments[1])
        arguments = arguments[2:]
    kinds, page = arguments
    if not shutil.which("chromedriver"):
        print("there is no chromedriver: install chromium-driver")
        return 77
    problems = []
    with Browser() as browser:
        for kind in kinds.split(","):
            CHECKS[kind](browser, page, problems, folder, limit)
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
