"""The virtual environment, exactly as locked: `python3 tools/install.py run|dev|bench|spark|lock`.

Runs before anything is installed, so it uses the standard library alone and syntax that an old Python can read far
enough to be told that it is too old.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys

PROJECT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(PROJECT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
PIP = [PYTHON, "-m", "pip", "--disable-pip-version-check"]
ROOM_MB = 1500
EXTRAS = ("bench", "spark")  # come on top of dev, each with its own lock, in the same environment
SPARK_JAVA = 17


def main(arguments):
    kind = arguments[0] if arguments else "run"
    if sys.version_info < (3, 11):
        return refuse(
            "Jieli needs Python 3.11 or later and this is %d.%d (%s)."
            % (sys.version_info[0], sys.version_info[1], sys.executable),
            "Install Python 3.11, then: make %s PYTHON=python3.11" % ("test" if kind == "dev" else "demo"),
        )
    if kind == "lock":
        return lock()
    if kind in EXTRAS:
        return bring("dev") or add(kind)
    return bring(kind) or (add_spark_for_tests() if kind == "dev" else 0)


def bring(kind):
    """The environment with what a lock names; nothing is done where it is there."""
    wanted = fingerprint(kind)
    if installed(kind) == wanted:
        return 0
    if not os.access(PROJECT, os.W_OK):
        return refuse(
            "The project's folder cannot be written: %s." % PROJECT,
            "Give this user the right to write there.",
        )
    free = shutil.disk_usage(PROJECT).free // 1000000
    if free < ROOM_MB and not os.path.exists(PYTHON):
        return refuse(
            "The disk has %d MB free and %d MB are needed: %s." % (free, ROOM_MB, PROJECT), "Free some space."
        )
    return make_environment(kind, wanted)


def add(kind):
    """Installs the lock of an extra into the environment that is there, unless that was done."""
    wanted = hashlib.sha256(sys.version.encode() + read(lock_file(kind))).hexdigest()
    if os.path.exists(stamp(kind)) and read(stamp(kind)).decode() == wanted:
        return 0
    return install(kind, [pip_install(kind)], wanted)


def add_spark_for_tests():
    """Where there is a Java for it, so that the tests on a Spark cluster run."""
    java = java_version()
    if java is not None and java >= SPARK_JAVA:
        return add("spark")
    found = "There is no Java" if java is None else "Java is %d" % java
    sys.stdout.write(
        "%s: the tests on Apache Spark will be skipped. To run them, install Java %d (openjdk-%d-jre-headless).\n"
        % (found, SPARK_JAVA, SPARK_JAVA)
    )
    return 0


def java_version():
    """The major version of the Java that Spark would take, None where there is none."""
    home = os.environ.get("JAVA_HOME")
    java = os.path.join(home, "bin", "java") if home else shutil.which("java")
    if not java or not os.path.exists(java):
        return None
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(?:1\.)?(\d+)', said)
    return int(version.group(1)) if version else None


def make_environment(kind, wanted):
    if not os.path.exists(PYTHON):
        say("Making the virtual environment")
        done = subprocess.run(
            [sys.executable, "-m", "venv", VENV], capture_output=True, text=True, check=False
        )
        if done.returncode:
            shutil.rmtree(VENV, ignore_errors=True)
            return refuse(
                "The virtual environment could not be made: %s" % last_line(done.stdout + done.stderr),
                "On Debian and Ubuntu install the package python3-venv.",
            )
    steps = [
        pip_install(kind),
        [*PIP, "install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", PROJECT],
        [PYTHON, os.path.join(PROJECT, "tools", "messages.py"), "compile"],
    ]
    return install(kind, steps, wanted)


def install(kind, steps, wanted):
    say("Installing what requirements/%s.lock names" % kind)
    for step in steps:
        done = subprocess.run(step, check=False, cwd=PROJECT)
        if done.returncode:
            return refuse(
                "This step failed: %s" % " ".join(step[1:5]),
                "The lines above say why; is the package index reachable? Run the command again to go on.",
            )
    with open(stamp(kind), "w") as file:
        file.write(wanted)
    return 0


def pip_install(kind):
    quiet = [] if sys.stdout.isatty() else ["--quiet"]
    return [*PIP, "install", *quiet, "--require-hashes", "--requirement", lock_file(kind)]


def lock():
    """Resolves requirements/*.in into locks with hashes that hold for every platform and name no registry."""
    tool = os.path.join(PROJECT, "build", "lock-tool")
    subprocess.run([sys.executable, "-m", "venv", tool], check=True)
    uv = os.path.join(tool, "bin", "uv")
    subprocess.run([os.path.join(tool, "bin", "pip"), "install", "--quiet", "uv"], check=True)
    for kind in ("dev", "run", *EXTRAS):
        same = [] if kind == "dev" else ["--constraint", "requirements/dev.lock"]  # all share one environment
        subprocess.run(
            [uv, "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-emit-index-url", "--no-header",
             "--no-annotate", "--python-version", "3.11", *same, "--output-file", "requirements/%s.lock" % kind,
             "requirements/%s.in" % kind],
            check=True, cwd=PROJECT,
        )  # fmt: skip
    return 0


def fingerprint(kind):
    """Changes with the lock, the texts and the interpreter: then the environment is brought up to date."""
    digest = hashlib.sha256(sys.version.encode())
    names = [
        os.path.join("requirements", kind + ".lock"),
        "pyproject.toml",
        os.path.join("tools", "install.py"),
    ]
    for folder, _folders, files in sorted(os.walk(os.path.join(PROJECT, "src"))):
        names += [os.path.join(folder, name) for name in sorted(files) if name.endswith(".po")]
    for name in names:
        digest.update(read(os.path.join(PROJECT, name)))
    return digest.hexdigest()


def installed(kind):
    """The fingerprint of what is installed; an environment for tests also serves the program."""
    for name in {kind, "dev"}:
        present = os.path.exists(stamp(name)) and os.path.exists(os.path.join(VENV, "bin", "jieli"))
        if present and read(stamp(name)).decode() == fingerprint(name):
            return fingerprint(kind)
    return None


def lock_file(kind):
    return os.path.join(PROJECT, "requirements", kind + ".lock")


def read(path):
    with open(path, "rb") as file:
        return file.read()


def stamp(kind):
    return os.path.join(VENV, "installed-" + kind)


def say(line):
    print(line + " …", flush=True)


def refuse(what, remedy):
    sys.stderr.write("%s %s\n" % (what, remedy))
    return 1


def last_line(text):
    return (text.strip().splitlines() or ["no reason was given"])[-1]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
