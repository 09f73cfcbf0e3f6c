"""Chromium without a window, asked through its debugging pipe: nothing of it listens on the network."""

import json
import os
import select
import subprocess
import tempfile

PATIENCE = 60  # seconds: what hangs is a finding, not a long wait


class Chromium:
    def __init__(self, dark=False, width=1280, height=800):
        self.profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        to_browser, self.requests = os.pipe()
        self.replies, from_browser = os.pipe()

        def pipes():
            # The browser reads from 3 and writes to 4; by way of high numbers, so that neither covers the other.
            high_in, high_out = os.dup2(to_browser, 100), os.dup2(from_browser, 101)
            os.dup2(high_in, 3)
            os.dup2(high_out, 4)

        self.process = subprocess.Popen(
            ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--hide-scrollbars",
             "--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={self.profile.name}",
             "--remote-debugging-pipe", "about:blank"],
            close_fds=False, preexec_fn=pipes, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(from_browser)
        self.buffer = b""
        self.number = 0
        self.complaints = []  # of the page: errors, and what its policy forbids
        self.requested = []
        target = self.ask("Target.createTarget", {"url": "about:blank"})["targetId"]
        self.session = None
        self.session = self.ask("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.ask(f"{domain}.enable")
        self.look(dark, width, height)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        os.close(self.requests)
        os.close(self.replies)
        self.profile.cleanup()

    def look(self, dark, width, height):
        self.ask("Emulation.setEmulatedMedia",
                 {"features": [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]})
        self.ask("Emulation.setDeviceMetricsOverride",
                 {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500})

    def message(self):
        while b"\0" not in self.buffer:
            ready, _, _ = select.select([self.replies], [], [], PATIENCE)
            assert ready, "the browser says nothing"
            more = os.read(self.replies, 1 << 20)
            assert more, "the browser has ended"
            self.buffer += more
        text, self.buffer = self.buffer.split(b"\0", 1)
        message = json.loads(text)
        method, what = message.get("method"), message.get("params", {})
        if method == "Runtime.exceptionThrown":
            self.complaints.append(what["exceptionDetails"]["text"])
        if method == "Runtime.consoleAPICalled" and what["type"] in ("error", "warning", "assert"):
            self.complaints.append(str(what["args"]))
        if method == "Log.entryAdded" and what["entry"]["level"] in ("error", "warning"):
            self.complaints.append(what["entry"]["text"])
        if method == "Network.requestWillBeSent":
            self.requested.append(what["request"]["url"])
        return message

    def ask(self, method, parameters=None):
        self.number += 1
        request = {"id": self.number, "method": method, "params": parameters or {}}
        if getattr(self, "session", None):
            request["sessionId"] = self.session
        os.write(self.requests, json.dumps(request).encode() + b"\0")
        while True:
            message = self.message()
            if message.get("id") == self.number:
                assert "error" not in message, f"{method}: {message['error']}"
                return message["result"]

    def open(self, url):
        self.ask("Page.navigate", {"url": url})
        while self.message().get("method") != "Page.loadEventFired":
            pass

    def value(self, script):
        result = self.ask("Runtime.evaluate", {"expression": script, "returnByValue": True})
        assert "exceptionDetails" not in result, f"{script}: {result}"
        return result["result"].get("value")

    def press(self, key):
        text = {"Enter": "\r", "Escape": ""}.get(key, key)
        down = {"type": "keyDown", "key": key, "text": text}
        if key == "Enter":
            down["windowsVirtualKeyCode"] = 13
        self.ask("Input.dispatchKeyEvent", down)
        self.ask("Input.dispatchKeyEvent", {"type": "keyUp", "key": key})

    def screenshot(self):
        return self.ask("Page.captureScreenshot", {"format": "png"})["data"]
