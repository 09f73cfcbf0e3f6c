"""The emulator in a process of its own, and what it counts."""
import json
import pathlib
import subprocess
import tempfile
import time
import urllib.request

from processes import FIREFORM, environment

START_MAX = 60  # seconds; a store of 100,000 objects is read first


class Emulator:
    """with Emulator("--latency", "50ms") as emulator: ... emulator.url"""

    def __init__(self, *flags):
        self.flags = flags

    def __enter__(self):
        self.scratch = tempfile.TemporaryDirectory(prefix="fireform-emulator-")
        port = pathlib.Path(self.scratch.name, "port")
        # Every fleet fits into the quota, so that no plan warns.
        command = [FIREFORM, "emulator", "--port-file", port, "--quota", "100000000", *self.flags]
        self.process = subprocess.Popen(command, env=environment(), stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + START_MAX
        while not (port.exists() and port.read_text().strip()):
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.__exit__()
                raise SystemExit("bench: the emulator did not start")
            time.sleep(0.01)
        self.url = "http://127.0.0.1:" + port.read_text().strip()
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.scratch.cleanup()

    def counts(self):
        """Requests so far by kind: {"total": 9, "LIST deployments": 1, ...}; its own doors do not count."""
        with urllib.request.urlopen(self.url + "/emulator/requests") as reply:
            return json.load(reply)["counts"]

    def requests(self):
        return self.counts()["total"]
