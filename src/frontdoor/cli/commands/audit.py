"""`frontdoor audit verify`: has anybody changed what the audit trail says?"""

import argparse

from frontdoor.cli.output import add_json, answer


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `audit verify` to the command line."""
    family = subparsers.add_parser("audit", help="the record of who did what")
    verbs = family.add_subparsers(title="commands", metavar="COMMAND", required=True)
    verify = verbs.add_parser(
        "verify",
        help="check that no entry was changed, removed or added by hand",
        description="Ends with code 1 where the trail was tampered with, and says where.",
    )
    add_json(verify)
    verify.set_defaults(run=_verify)


def _verify(arguments: argparse.Namespace) -> int:
    from frontdoor.cli.setup import database

    with database():
        from frontdoor.core import audit

        faults = audit.verify()
    text = "\n".join(faults) if faults else "The audit trail is whole: no entry was changed."
    answer(arguments, {"whole": not faults, "faults": faults}, text)
    return 1 if faults else 0
