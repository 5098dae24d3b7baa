"""`frontdoor api-key`: keys for partner systems."""

import argparse

from frontdoor.cli.faults import Fault, Usage
from frontdoor.cli.output import add_json, answer


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `api-key create` and `api-key revoke` to the command line."""
    family = subparsers.add_parser("api-key", help="keys for partner systems")
    verbs = family.add_subparsers(title="commands", metavar="COMMAND", required=True)
    create = verbs.add_parser("create", help="make a key and print it: it cannot be seen again")
    create.add_argument("name", metavar="NAME", help="whose key it is, for example the partner's name")
    create.add_argument("--scope", required=True, help="what it may do, for example open311")
    add_json(create)
    create.set_defaults(run=_create)
    revoke = verbs.add_parser("revoke", help="end a key at once")
    revoke.add_argument("name", metavar="NAME")
    revoke.set_defaults(run=_revoke)


def _create(arguments: argparse.Namespace) -> None:
    from frontdoor.cli.setup import database

    with database():
        from django.utils import timezone

        from frontdoor.accounts import operations as accounts
        from frontdoor.core.actors import SYSTEM

        try:
            key = accounts.create_api_key(
                name=arguments.name, scope=arguments.scope, by=SYSTEM, at=timezone.now()
            )
        except accounts.NameTaken as taken:
            sentence = str(taken)[:1].upper() + str(taken)[1:]
            raise Fault(f"{sentence}. Choose another name, or end that key first.") from None
        except ValueError as wrong:
            raise Usage(f"{wrong}. Try: frontdoor api-key create --help") from None
    answer(arguments, {"name": arguments.name, "scope": arguments.scope, "key": key}, key)


def _revoke(arguments: argparse.Namespace) -> None:
    from frontdoor.cli.setup import database

    with database():
        from django.utils import timezone

        from frontdoor.accounts import operations as accounts
        from frontdoor.core.actors import SYSTEM

        if not accounts.revoke_api_key(name=arguments.name, by=SYSTEM, at=timezone.now()):
            raise Fault(f"There is no key named {arguments.name} in use.")
    print(f"The key named {arguments.name} no longer opens anything.")
