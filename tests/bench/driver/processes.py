"""Running what is measured, and what it took."""
import dataclasses
import json
import os
import pathlib
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[3]
BUILD = ROOT / "build" / "bench"
FIREFORM = BUILD / "fireform"
PROGRAMS = BUILD / "tests" / "bench"
TAIL = 30  # lines that are shown of what failed


@dataclasses.dataclass
class Run:
    wall: float  # seconds
    cpu: float  # seconds, user and system
    memory: int  # bytes, at the peak
    written: int  # bytes to files, without what was printed
    code: int
    output: str


def environment(url=""):
    """Nothing of the user's own settings; `url` of an emulator."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("FIREFORM_", "FIREWORKS_"))}
    clean.update(FIREWORKS_API_KEY="any", FIREWORKS_ACCOUNT_ID="acme", FIREWORKS_BASE_URL=url)
    if not url:
        del clean["FIREWORKS_BASE_URL"]
    return clean


def timed(arguments, folder=ROOT, url=""):
    """Runs fireform in `folder`. Ends everything when it fails."""
    with tempfile.TemporaryDirectory(prefix="fireform-timed-") as scratch:
        report, output = pathlib.Path(scratch, "report"), pathlib.Path(scratch, "output")
        command = [PROGRAMS / "timed", report, FIREFORM, *arguments]
        with open(output, "wb") as sink:
            subprocess.run(command, cwd=folder, env=environment(url), stdin=subprocess.DEVNULL, stdout=sink,
                           stderr=subprocess.STDOUT, check=True)
        run = Run(output=output.read_text(), **json.loads(report.read_text()))
        run.written -= output.stat().st_size
    if run.code != 0:
        said = "\n".join(run.output.splitlines()[-TAIL:])
        raise SystemExit(f"bench: fireform {' '.join(arguments)} ended with {run.code}:\n{said}")
    return run


def under(tool, arguments, folder, url):
    """Runs fireform under valgrind or strace; what the tool printed."""
    done = subprocess.run([*tool, FIREFORM, *arguments], cwd=folder, env=environment(url), stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise SystemExit(f"bench: fireform {' '.join(arguments)} under {tool[0]} failed:\n{done.stderr}")
    return done.stderr
