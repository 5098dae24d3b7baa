"""Loads stories through the bulk operations of the rooms they belong to, a batch and a transaction at a time."""

from collections.abc import Sequence
from datetime import datetime

from frontdoor.cases import operations as cases
from frontdoor.cases.types import EntryKind, NewCase, Status
from frontdoor.cli.demo.moments import moment
from frontdoor.cli.demo.stories import Mail, Story, Voice
from frontdoor.contacts import operations as contacts
from frontdoor.contacts.types import Channel
from frontdoor.core import audit
from frontdoor.core.actors import SYSTEM
from frontdoor.customers import operations as customers
from frontdoor.intake import operations as intake
from frontdoor.notifications.types import Recipient

SUBJECT = "demonstration:1"


def load(stories: Sequence[Story], emails: dict[int, str], *, at: datetime) -> int:
    """Write a batch of stories with its audit entry, all or nothing; returns how many timeline entries there are.

    `emails` are the addresses of staff by their id.
    """
    if not stories:
        return 0
    with audit.transaction():
        spoken = sorted(
            ((story, place) for story in stories for place in range(len(story.voices))),
            key=lambda one: one[0].voices[one[1]].at,
        )
        records = _source_records(spoken)
        contact_ids = _contacts(spoken, records)
        replies = _replies(stories, records)
        loaded = [_case(story, contact_ids, records, replies, emails) for story in stories]
        rows = cases.load(loaded)
        intake.load_submissions(
            intake.LoadedSubmission(
                f"demo:{row.reference}",
                contact_ids[story.report.number, 0],
                row.pk,
                story.service.form_version_id,
                story.answers,
                moment(story.report.at),
            )
            for story, row in zip(stories, rows, strict=True)
        )
        numbers = [story.report.number for story in stories]
        audit.record(
            "demonstration.loaded", subject=SUBJECT, by=SYSTEM, at=at, first=numbers[0], last=numbers[-1]
        )
    return sum(len(one.entries) for one in loaded)


_Ids = dict[tuple[int, int], int]
_Spoken = list[tuple[Story, int]]


def _source_records(spoken: _Spoken) -> _Ids:
    """A source record for each voice that says who it is; one that speaks again shares the first one's."""
    found: _Ids = {}
    by_channel: dict[Channel, _Spoken] = {}
    for story, place in spoken:
        voice = story.voices[place]
        if voice.identity and voice.like < 0:
            by_channel.setdefault(voice.channel, []).append((story, place))
    for channel, said in by_channel.items():
        identities = [(_voice(one).identity, moment(_voice(one).at)) for one in said]
        for (story, place), known in zip(said, customers.load(identities, source=channel.value), strict=True):
            found[story.report.number, place] = known.source_record_id
    for story, place in spoken:
        like = story.voices[place].like
        if like >= 0 and (story.report.number, like) in found:
            found[story.report.number, place] = found[story.report.number, like]
    return found


def _contacts(spoken: _Spoken, records: _Ids) -> _Ids:
    keys = [(story.report.number, place) for story, place in spoken]
    ids = contacts.load(
        contacts.Received(
            voice.channel,
            voice.words,
            moment(voice.at),
            source_record_id=records.get(key),
            service_id=story.service.id,
            files=voice.photos,
        )
        for key, (story, place) in zip(keys, spoken, strict=True)
        for voice in (story.voices[place],)
    )
    return dict(zip(keys, ids, strict=True))


def _replies(stories: Sequence[Story], records: _Ids) -> _Ids:
    """Our own contacts, by story and by place among its happenings."""
    keys = [(story, place) for story in stories for place, one in enumerate(story.happenings) if one.reply]
    ids = contacts.load_replies(
        contacts.Replied(
            Channel.EMAIL,
            story.happenings[place].words,
            moment(story.happenings[place].at),
            records.get((story.report.number, 0)),
            story.service.id,
        )
        for story, place in keys
    )
    return {(story.report.number, place): found for (story, place), found in zip(keys, ids, strict=True)}


def _case(
    story: Story, contact_ids: _Ids, records: _Ids, replies: _Ids, emails: dict[int, str]
) -> cases.LoadedCase:
    number, first, service = story.report.number, story.voices[0], story.service
    opened, happenings = moment(story.report.at), story.happenings
    changes = [one for one in happenings if one.status]
    last = changes[-1]
    closed = last.status is Status.CLOSED
    owners = [one.owner for one in happenings if one.owner]
    moves = [one for one in happenings if one.team_id]
    overdue = next((one for one in happenings if one.kind is EntryKind.OVERDUE), None)
    new = NewCase(
        service_id=service.id,
        service_name=service.name,
        form_version_id=service.form_version_id,
        team_id=moves[-1].team_id if moves else service.team_id,
        contact_id=contact_ids[number, 0],
        source_record_id=records.get((number, 0)),
        title=service.name,
        description=story.description,
        where=story.where,
        body_id=story.body_id,
        noticed_at=opened,
        promise=(service.standard.clock, service.standard.limit) if story.ours else None,
        promise_words=service.standard.promise,
        is_public=service.public_reports and not service.restricted,
        restricted=service.restricted,
        search_words=f"{first.identity.name} {first.identity.postcode}",
    )
    return cases.LoadedCase(
        new=new,
        opened_at=opened,
        status=last.status or Status.RECEIVED,
        outcome=last.outcome,
        explanation=last.words if closed else "",
        closed_at=moment(last.at) if closed else None,
        updated_at=moment(max(one.at for one in happenings)),
        owner_id=owners[-1] if owners else None,
        entries=_entries(story, contact_ids, records, replies, emails),
        by=first.by,
        reference=story.reference,
        keep_told=first.keep_told,
        notices=[
            cases.LoadedNotice(
                contact_ids[number, place],
                records.get((number, place)),
                voice.notice,
                moment(voice.at),
                voice.keep_told,
            )
            for place, voice in enumerate(story.voices)
            if place
        ],
        transfers=[
            cases.LoadedTransfer(one.from_team_id, one.team_id, one.words, one.by, moment(one.at))
            for one in moves
        ],
        told_overdue_at=moment(overdue.at) if overdue else None,
    )


def _entries(
    story: Story, contact_ids: _Ids, records: _Ids, replies: _Ids, emails: dict[int, str]
) -> list[cases.LoadedEntry]:
    number = story.report.number
    return [
        cases.LoadedEntry(
            moment(one.at),
            one.kind,
            one.visibility,
            one.by,
            one.words,
            one.status,
            one.outcome if one.outcome else None,
            contact_id=replies[number, place] if one.reply else contact_ids.get((number, one.voice)),
            sent=[_message(story, mail, records, emails) for mail in one.sent],
        )
        for place, one in enumerate(story.happenings)
    ]


def _message(story: Story, mail: Mail, records: _Ids, emails: dict[int, str]) -> cases.LoadedMessage:
    if mail.user_id:
        recipient = Recipient(emails[mail.user_id], user_id=mail.user_id)
    else:
        address = story.voices[mail.voice].identity.email
        recipient = Recipient(address, source_record_id=records.get((story.report.number, mail.voice)))
    return cases.LoadedMessage(mail.template, mail.fields, recipient)


def _voice(spoken: tuple[Story, int]) -> Voice:
    return spoken[0].voices[spoken[1]]
