"""Front-end files of others, kept in the repository: `python tools/vendor.py check|fetch`.

What is taken, in which version and with which hashes stands in src/jieli/ui/static/vendor/lock.json. `check` compares
the files here with it and needs no network. `fetch` takes each package anew through the machine's own npm client, with
whatever registry that is set up for, compares the archive with its sha512 and writes the files out of it. To take
another version: change it in the lock, empty its `integrity` and `files`' hashes, fetch, and read what has come.
"""

import base64
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
LOCK = PROJECT / "src/jieli/ui/static/vendor/lock.json"


def main(arguments: list[str]) -> int:
    verb = arguments[0] if arguments else ""
    if verb not in ("check", "fetch"):
        print(__doc__)
        return 2
    packages = json.loads(LOCK.read_text("utf-8"))["packages"]
    if verb == "fetch":
        for package in packages:
            fetch(package)
        LOCK.write_text(json.dumps({"packages": packages}, indent=2) + "\n", "utf-8")
    wrong = differences(packages)
    print("\n".join(wrong) if wrong else "The vendored files are those of the lock.")
    return 1 if wrong else 0


def differences(packages: list[dict[str, Any]]) -> list[str]:
    """Each file that is missing or is not the one that the lock names."""
    found = []
    for package in packages:
        for file in package["files"]:
            path = PROJECT / file["to"]
            if not path.is_file():
                found.append(f"{file['to']} is missing; python tools/vendor.py fetch brings it.")
            elif _integrity(path.read_bytes()) != file["integrity"]:
                found.append(f"{file['to']} is not the file of {package['name']} {package['version']}.")
    return found


def fetch(package: dict[str, Any]) -> None:
    """One package's files, out of an archive with exactly the hash of the lock; an empty hash is filled in."""
    name = f"{package['name']}@{package['version']}"
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", name, "--silent", "--pack-destination", folder]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        (archive,) = Path(folder).glob("*.tgz")
        integrity = _integrity(archive.read_bytes())
        if package["integrity"] not in ("", integrity):
            sys.exit(
                f"{name} has the hash {integrity} and the lock says {package['integrity']}. Nothing was written."
            )
        package["integrity"] = integrity
        with tarfile.open(archive) as members:
            for file in package["files"]:
                member = members.extractfile(f"package/{file['from']}")
                if member is None:
                    sys.exit(f"{name} has no file {file['from']}.")
                content = member.read()
                file["integrity"] = _integrity(content)
                target = PROJECT / file["to"]
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)


def _integrity(content: bytes) -> str:
    return "sha512-" + base64.b64encode(hashlib.sha512(content).digest()).decode()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
