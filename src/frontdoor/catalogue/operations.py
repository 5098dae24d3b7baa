"""Writes about the catalogue: all of them come from the council pack."""

import hashlib
import json
from datetime import datetime

from frontdoor.catalogue.models import FormVersion, Service
from frontdoor.catalogue.types import CataloguePack, ServiceDetails, parse_condition, parse_form
from frontdoor.core import audit
from frontdoor.core.actors import Actor
from frontdoor.core.loading import Loaded, bring_in
from frontdoor.organisation import queries as organisation
from frontdoor.organisation.operations import pack_changed


def load(pack: CataloguePack, *, by: Actor, at: datetime) -> dict[str, Loaded]:
    """Bring services and forms in line with the pack. A changed form becomes a new version; old ones stay.

    Raises FormFault for a form that cannot be used, before anything is written.
    """
    for service in pack.services:
        form = parse_form(service.form)
        if service.responsibility.when:
            parse_condition(service.responsibility.when, form)
    with audit.transaction():
        done = {
            "services": bring_in(Service, {s.code: _columns(s) for s in pack.services}, key="code", at=at),
            "forms": _load_forms(pack, at=at),
        }
        if any(done.values()):
            audit.record("catalogue.loaded", subject="council:1", by=by, at=at)
            pack_changed(at=at)
    organisation.forget_cached()
    return done


def _columns(service: ServiceDetails) -> dict[str, object]:
    team = organisation.team_by_code(service.team)
    if team is None:
        raise LookupError(f"service {service.code}: there is no team {service.team}")
    return {
        "name": service.name,
        "group": service.group,
        "summary": service.summary,
        "page": service.page,
        "lgsl": service.lgsl,
        "keywords": list(service.keywords),
        "channels": list(service.channels),
        "team_id": team.pk,
        "promise": service.standard.promise,
        "clock": service.standard.clock,
        "limit_amount": service.standard.limit.amount,
        "limit_unit": service.standard.limit.unit.value,
        "public_reports": service.public_reports,
        "restricted": service.restricted,
        "layers": list(service.responsibility.layers),
        "within_metres": service.responsibility.within_metres,
        "layers_when": dict(service.responsibility.when) if service.responsibility.when else None,
    }


def _load_forms(pack: CataloguePack, *, at: datetime) -> Loaded:
    done = Loaded()
    rows = {row.code: row for row in Service.objects.select_related("form")}
    for service in pack.services:
        row = rows[service.code]
        digest = hashlib.sha256(json.dumps(service.form, sort_keys=True).encode()).hexdigest()
        if row.form and row.form.digest == digest:
            continue
        number = FormVersion.objects.filter(service=row).count() + 1
        row.form = FormVersion.objects.create(
            service=row, number=number, definition=dict(service.form), digest=digest, made_at=at
        )
        row.save(update_fields=["form"])
        if number == 1:
            done.added += 1
        else:
            done.changed += 1
    return done
