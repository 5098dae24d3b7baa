"""`frontdoor demo`: a working council with a year of invented activity, in one command."""

import argparse
import hashlib
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from frontdoor.cli.commands import serve
from frontdoor.cli.faults import Fault
from frontdoor.cli.output import progress

_SCALE = 0.02  # a fiftieth of a real council's volume
_MONTHS, _SEED = 12, 1
_SUBJECT, _LOADED = "demo", "demo.loaded"


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `demo` to the command line."""
    parser = subparsers.add_parser(
        "demo",
        help="run a working council with a year of invented activity",
        description="Loads the demo council the first time, then runs web server, worker and outbox.",
    )
    serve.add_address(parser)
    parser.add_argument(
        "--scale",
        type=_scale,
        metavar="X",
        help=f"how much of a real council's volume is made the first time (default: {_SCALE})",
    )
    parser.set_defaults(run=_run)


@dataclass(frozen=True)
class _Kept:
    """What this database was given: the version of the pack, and how much activity."""

    pack: str
    scale: float


def _run(arguments: argparse.Namespace) -> int:
    from frontdoor.cli import serving

    with serving.reserved(arguments.host, arguments.port):
        pass  # say so at once where the port is taken
    from frontdoor.cli.council.reading import folder

    pack = folder("demo")
    _load(pack, arguments.scale)
    return serving.run(
        serving.Plan(
            host=arguments.host,
            port=arguments.port,
            outbox=True,
            lines=[*_sign_ins(pack), "Stop it with Ctrl-C."],
        )
    )


def _load(pack: Path, wanted: float | None) -> None:
    """Bring pack and activity in, unless they are there."""
    version = _version(pack)
    kept = _kept()
    if kept is None:
        scale = wanted or _SCALE
        progress("Loading the demo council ...")
        _do("council", "load", "demo")
        progress(f"Making a year of activity, at {scale:g} of a real council's volume ...")
        _do("demo-data", "--months", str(_MONTHS), "--seed", str(_SEED), "--scale", str(scale))
        _keep(_Kept(version, scale))
        return
    if wanted not in {None, kept.scale}:
        from frontdoor.cli.setup import data_folder

        raise Fault(
            f"The demo in {data_folder()} was made at scale {kept.scale:g}. Name another folder in FRONTDOOR_DATA, "
            f"or remove this one, to make it at scale {wanted:g}."
        )
    if kept.pack != version:
        progress("Loading the demo council, which is newer than the one that was loaded ...")
        _do("council", "load", "demo")
        _keep(_Kept(version, kept.scale))


def _do(*command: str) -> None:
    from frontdoor.cli import serving

    code = subprocess.run([*serving.ourselves(), *command], stdout=sys.stderr, check=False).returncode
    if code:
        raise SystemExit(code)  # it has said why


def _version(pack: Path) -> str:
    """A digest of the pack's files: another one means that it has to be loaded again."""
    digest = hashlib.sha256()
    for path in sorted(pack.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            digest.update(f"{path.relative_to(pack)} {len(content)}\n".encode())
            digest.update(content)
    return digest.hexdigest()


def _kept() -> _Kept | None:
    """What was loaded before; None where nothing was. Raises Fault where a real council lives."""
    from frontdoor.cli.setup import database

    with database():
        from frontdoor.core import audit
        from frontdoor.organisation import queries as organisation

        council = organisation.council()
        if council is not None and not council.demonstration:
            raise Fault(f"This database is that of {council.name}: invented people do not belong in it.")
        for entry in audit.history(_SUBJECT):
            if entry.action == _LOADED:
                return _Kept(entry.details["pack"], entry.details["scale"])
    return None


def _keep(kept: _Kept) -> None:
    """Note it in the audit trail, which is in the database it is about."""
    from frontdoor.cli.setup import database

    with database():
        from django.utils import timezone

        from frontdoor.core import audit
        from frontdoor.core.actors import SYSTEM

        with audit.transaction():
            audit.record(
                _LOADED, subject=_SUBJECT, by=SYSTEM, at=timezone.now(), pack=kept.pack, scale=kept.scale
            )


def _sign_ins(pack: Path) -> list[str]:
    """One member of staff for each role, and where to use them."""
    import yaml

    data = yaml.safe_load((pack / "teams.yaml").read_text())
    people: dict[str, str] = {}
    for person in data["staff"]:
        people.setdefault(person["role"].replace("_", " "), person["email"])
    return [
        "Staff sign in at {address}/desk/ as one of these:",
        *(f"  {role:<14} {email}" for role, email in people.items()),
        f"  password       {data['demonstration_password']}",
        "Messages that would have been sent are at {address}/outbox/",
    ]


def _scale(text: str) -> float:
    try:
        scale = float(text)
    except ValueError:
        scale = 0.0
    if not 0.001 <= scale <= 20:
        raise argparse.ArgumentTypeError(f"a number from 0.001 to 20 is wanted, not {text!r}")
    return scale
