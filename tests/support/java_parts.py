"""Judges that nobody here wrote, in Java: Apache KIE for DMN, HL7's validator for FHIR.

Built once into var/parts from the scripts beside the fixtures. Without a JDK, Maven or those
scripts the tests that need them are a counted skip.
"""

import fcntl
import json
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import which

from shared import ROOT, shared
from skips import absent

QUICK = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto")  # short lives, few cores
PARTS = ROOT / "var" / "parts"


def built(name: str) -> Path:
    """The folder with `app.jar` and `lib` of a part, made when it is not there; or a skip."""
    source = shared() / "servers" / "fhir"
    if not all(which(tool) for tool in ("java", "javac", "jar", "mvn")):
        absent("java and maven")
    if not (source / name).is_dir():
        absent(f"the source of {name}")
    PARTS.mkdir(parents=True, exist_ok=True)
    with (PARTS / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (PARTS / name / "app.jar").is_file():
            told = subprocess.run(
                ["bash", source / "build.sh", name, PARTS / name], capture_output=True, check=False
            )
            if told.returncode or not (PARTS / name / "app.jar").is_file():
                absent(f"{name}: Maven could not fetch it")
    return PARTS / name


@dataclass(frozen=True)
class Part:
    """A Java program that reads lines and answers in lines of JSON, until its input ends."""

    process: subprocess.Popen[str]

    def send(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def read(self) -> dict:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the part has ended"
        return json.loads(line)


@contextmanager
def running(name: str, main: str, *arguments: str, memory: str = "400m") -> Iterator[Part]:
    folder = built(name)
    command = [
        "java",
        f"-Xmx{memory}",
        *QUICK,
        "-cp",
        f"{folder}/app.jar:{folder}/lib/*",
        main,
        *arguments,
    ]
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield Part(process)
    finally:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.close()
        process.stdout.close()
        process.wait(timeout=30)


@contextmanager
def a_kie() -> Iterator[Part]:
    """Apache KIE: `kie(part, xml, inputs)` asks it."""
    with running("dmn-oracle", "nl.test.DmnOracle", "serve") as part:
        yield part


def kie(part: Part, xml: bytes, cases: Sequence[dict]) -> list[dict]:
    """The decisions of a model for each case: name -> {status, result}."""
    answers = []
    for inputs in cases:
        part.send(json.dumps({"xml": xml.decode(), "inputs": inputs}))
        told = part.read()
        assert "error" not in told, told
        answers.append(told["decisions"])
    return answers


@contextmanager
def a_validator() -> Iterator[Part]:
    """HL7's validator of R4: `findings(part, resource)` asks it. The first answer takes seconds."""
    arguments = ("--min", "warning", "-")
    with running("fhir-validate", "nl.test.FhirValidate", *arguments, memory="512m") as part:
        yield part


def findings(part: Part, resource: dict) -> list[dict]:
    """What the validator says of one resource: severity, location and message."""
    part.send(json.dumps(resource))
    told = []
    while (line := part.read())["severity"] != "done":
        told.append(line)
    return told
