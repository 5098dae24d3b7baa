"""Writes about the council: all of them come from its pack."""

from dataclasses import asdict, fields
from datetime import datetime

from django.db.models import F

from frontdoor.accounts import queries as accounts
from frontdoor.core import audit, bank_holidays, text
from frontdoor.core.actors import Actor
from frontdoor.core.loading import Loaded, bring_in
from frontdoor.organisation import queries
from frontdoor.organisation.models import (
    Address,
    Area,
    Asset,
    Body,
    Council,
    NonWorkingDay,
    Street,
    Team,
    TeamMember,
)
from frontdoor.organisation.types import (
    AddressDetails,
    AreaDetails,
    AssetDetails,
    BodyDetails,
    OrganisationPack,
    StreetDetails,
    TeamDetails,
)

ENGLAND_WALES = "england_wales"
_YEARS_BACK, _YEARS_AHEAD = 3, 3


def load(pack: OrganisationPack, *, by: Actor, at: datetime) -> dict[str, Loaded]:
    """Bring the council, its bodies, teams, areas, assets, addresses and closed days in line with the pack.

    Loading the same pack again changes nothing. What is no longer in the pack is withdrawn, never deleted.
    """
    with audit.transaction():
        done = {
            "bodies": bring_in(Body, {b.code: _columns(b, "code") for b in pack.bodies}, key="code", at=at),
            "teams": bring_in(
                Team, {t.code: {"name": t.name, "email": t.email} for t in pack.teams}, key="code", at=at
            ),
            "team_members": _load_members(pack.teams),
            "areas": bring_in(Area, {a.code: _columns(a, "code") for a in pack.areas}, key="code", at=at),
            "assets": _load_assets(pack, at=at),
            "addresses": bring_in(
                Address,
                {
                    a.uprn: {
                        **_columns(a, "uprn"),
                        "postcode_key": queries.postcode_key(a.postcode),
                        "search": text.fold(f"{a.text} {a.postcode}".replace(",", " "))[:320],
                    }
                    for a in pack.addresses
                },
                key="uprn",
                at=at,
            ),
            "streets": bring_in(
                Street,
                {
                    s.usrn: {**_columns(s, "usrn"), "search": text.fold(f"{s.name} {s.town}")}
                    for s in pack.streets
                },
                key="usrn",
                at=at,
            ),
            "closed_days": _load_closed_days(pack, at=at),
        }
        done["council"] = _load_council(pack, changed=any(done.values()), at=at)
        if any(done.values()):
            audit.record("council.loaded", subject="council:1", by=by, at=at)
    queries.forget_cached()
    return done


def pack_changed(*, at: datetime) -> None:
    """Another room brought in something of the pack: every process makes what it keeps in memory again."""
    Council.objects.update(revision=F("revision") + 1, loaded_at=at)
    queries.forget_cached()


_Details = BodyDetails | AreaDetails | AssetDetails | AddressDetails | StreetDetails


def _columns(details: _Details, *left_out: str) -> dict[str, object]:
    """The fields of one row by name, as they are: shapes are large, so nothing is copied."""
    return {f.name: getattr(details, f.name) for f in fields(details) if f.name not in left_out}


def _load_council(pack: OrganisationPack, *, changed: bool, at: datetime) -> Loaded:
    details = asdict(pack.council)
    details["opening_hours"] = list(pack.council.opening_hours)
    details["bounds"] = list(pack.council.bounds)
    row = Council.objects.first()
    if row is None:
        Council.objects.create(
            name=pack.council.name,
            short_name=pack.council.short_name,
            details=details,
            revision=1,
            loaded_at=at,
        )
        return Loaded(added=1)
    if row.details == details and not changed:
        return Loaded()
    same = row.details == details
    row.name, row.short_name, row.details = pack.council.name, pack.council.short_name, details
    row.revision += 1
    row.loaded_at = at
    row.save()
    return Loaded() if same else Loaded(changed=1)


def _load_members(teams: tuple[TeamDetails, ...]) -> Loaded:
    done = Loaded()
    team_ids = dict(Team.objects.values_list("code", "id"))
    known = {(m.team_id, m.user_id): m for m in TeamMember.objects.all()}
    wanted: dict[tuple[int, int], bool] = {}
    users = {user.email.lower(): user.pk for user in accounts.active_staff()}
    for team in teams:
        for email in {*team.members, *team.leaders}:
            wanted[(team_ids[team.code], users[email.lower()])] = email in team.leaders
    for (team_id, user_id), leads in wanted.items():
        member = known.get((team_id, user_id))
        if member is None:
            TeamMember.objects.create(team_id=team_id, user_id=user_id, leads=leads)
            done.added += 1
        elif member.leads != leads:
            TeamMember.objects.filter(id=member.pk).update(leads=leads)
            done.changed += 1
    for pair, member in known.items():
        if pair not in wanted:
            member.delete()  # a place in a team is no record: the audit trail keeps who did what
            done.withdrawn += 1
    return done


def _load_assets(pack: OrganisationPack, *, at: datetime) -> Loaded:
    bodies = dict(Body.objects.values_list("code", "id"))
    return bring_in(
        Asset,
        {a.code: {**_columns(a, "code", "body"), "body_id": bodies[a.body]} for a in pack.assets},
        key="code",
        at=at,
    )


def _load_closed_days(pack: OrganisationPack, *, at: datetime) -> Loaded:
    days = {
        day: {"name": name}
        for day, name in bank_holidays.england_wales(at.year - _YEARS_BACK, at.year + _YEARS_AHEAD).items()
    }
    days |= {closed.day: {"name": closed.name} for closed in pack.closed_days}
    return bring_in(NonWorkingDay, days, key="day", at=at, within={"calendar": ENGLAND_WALES})
