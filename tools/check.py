"""What CI runs, step by step, each with its time: `python tools/check.py all|static`."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
WORKERS = os.environ.get("JIELI_TEST_WORKERS", "2")

STATIC = (
    ("form of the code", [BIN / "ruff", "format", "--check", "."]),
    ("lint", [BIN / "ruff", "check", "."]),
    ("floors and order of apps", [BIN / "lint-imports"]),
    ("types of kernel, rulebase and engines", [BIN / "mypy"]),
    ("Chinese texts", [BIN / "python", "tools/messages.py", "check"]),
    ("generated reference", [BIN / "python", "tools/reference.py", "check"]),
)
TESTS = (
    (
        "tests",
        [BIN / "pytest", "-q", "-n", WORKERS, "--dist", "loadscope", "-m", "not browser and not spark"],
    ),
    ("tests on a Spark cluster", [BIN / "pytest", "-q", "-m", "spark"]),
    ("tests in a browser", [BIN / "pytest", "-q", "-m", "browser"]),
)


def main(arguments: list[str]) -> int:
    steps = STATIC if arguments == ["static"] else STATIC + TESTS
    if steps != STATIC:
        bring_browser()
    failed = [name for name, command in steps if not passes(name, [str(part) for part in command])]
    print("\nEverything passed." if not failed else "\nFailed: " + ", ".join(failed), flush=True)
    return 1 if failed else 0


def passes(name: str, command: list[str]) -> bool:
    print(f"\n── {name}", flush=True)
    began = time.monotonic()
    done = subprocess.run(command, cwd=PROJECT, check=False)
    print(
        f"── {name}: {'ok' if not done.returncode else 'FAILED'} in {time.monotonic() - began:.0f} s",
        flush=True,
    )
    return not done.returncode


def bring_browser() -> None:
    """The system's Chromium for the page tests; installed where this is Debian and we may, else said."""
    if any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Chromium for the page tests …", flush=True)
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for command in (
            ["update"],
            ["install", "-y", "--no-install-recommends", "chromium", "fonts-noto-cjk"],
        ):
            subprocess.run(
                ["apt-get", "-q", *command], env=environment, stdout=subprocess.DEVNULL, check=False
            )
    if not shutil.which("chromium"):
        print(
            "No Chromium: the page tests will be skipped. Install the package chromium to run them.",
            flush=True,
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
