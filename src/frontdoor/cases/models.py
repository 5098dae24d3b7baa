"""Work: cases with their clocks, contacts and timelines."""

from django.db import models
from django.db.models import F, Q

from frontdoor.cases.types import ClockState, EntryKind, Notice, Outcome, Status, Visibility


class Case(models.Model):
    """A piece of work with a reference, an owner, a status and a timeline.

    `version` grows with each change and is what an editor must have seen. `due_at` repeats the running
    clock's, so that queues need one table; the database keeps status and closing in step.
    `wrote_after_closing_at` is when the customer wrote about the closed case, until somebody answers.
    """

    reference = models.CharField(max_length=20, unique=True)
    service = models.ForeignKey(
        "catalogue.Service", on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    form_version = models.ForeignKey(
        "catalogue.FormVersion", on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    source_record = models.ForeignKey(
        "customers.SourceRecord", on_delete=models.PROTECT, null=True, related_name="+"
    )
    team = models.ForeignKey("organisation.Team", on_delete=models.PROTECT, db_index=False, related_name="+")
    owner = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    body = models.ForeignKey("organisation.Body", on_delete=models.PROTECT, db_index=False, related_name="+")
    status = models.CharField(max_length=20, choices=[(s.value, s.value) for s in Status])
    outcome = models.CharField(max_length=20, blank=True, choices=[(o.value, o.value) for o in Outcome])
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    explanation = models.TextField(blank=True)
    place = models.CharField(max_length=520, blank=True)
    lat = models.FloatField(null=True)
    long = models.FloatField(null=True)
    cell = models.BigIntegerField(null=True)
    uprn = models.BigIntegerField(null=True)
    postcode = models.CharField(max_length=10, blank=True)
    division = models.ForeignKey(
        "organisation.Area", on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    ward = models.ForeignKey("organisation.Area", on_delete=models.PROTECT, null=True, related_name="+")
    parish = models.ForeignKey(
        "organisation.Area", on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    asset = models.ForeignKey(
        "organisation.Asset", on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    duplicate_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="duplicates")
    is_public = models.BooleanField(default=False)
    restricted = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    wrote_after_closing_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(status="closed") & ~Q(outcome="") & Q(closed_at__isnull=False))
                | (~Q(status="closed") & Q(outcome="") & Q(closed_at__isnull=True)),
                name="case_closed_with_outcome_and_time",
            ),
            models.CheckConstraint(
                condition=Q(lat__isnull=True, long__isnull=True, cell__isnull=True)
                | Q(lat__isnull=False, long__isnull=False, cell__isnull=False),
                name="case_point_whole_or_absent",
            ),
            models.CheckConstraint(
                condition=Q(wrote_after_closing_at__isnull=True) | Q(status="closed"),
                name="case_wrote_after_closing_only_where_closed",
            ),
            models.CheckConstraint(
                condition=Q(duplicate_of__isnull=True) | ~Q(duplicate_of=F("id")),
                name="case_no_duplicate_of_itself",
            ),
        ]
        indexes = [
            models.Index(
                fields=["team", "due_at", "id"], name="case_queue_team", condition=~Q(status="closed")
            ),
            models.Index(
                fields=["owner", "due_at", "id"], name="case_queue_mine", condition=~Q(status="closed")
            ),
            models.Index(fields=["due_at", "id"], name="case_queue_all", condition=~Q(status="closed")),
            models.Index(
                fields=["team", "due_at", "id"],
                name="case_queue_unassigned",
                condition=~Q(status="closed") & Q(owner__isnull=True),
            ),
            models.Index(
                fields=["service", "due_at", "id"], name="case_queue_service", condition=~Q(status="closed")
            ),
            models.Index(
                fields=["status", "due_at", "id"], name="case_queue_status", condition=~Q(status="closed")
            ),
            models.Index(
                fields=["cell"], name="case_near", condition=~Q(status="closed") & Q(cell__isnull=False)
            ),
            models.Index(fields=["opened_at", "id"], name="case_by_opening"),
            models.Index(fields=["updated_at", "id"], name="case_by_change"),
            models.Index(fields=["closed_at"], name="case_by_closing", condition=Q(closed_at__isnull=False)),
            models.Index(
                fields=["team", "due_at", "id"],
                name="case_queue_after_closing",
                condition=Q(wrote_after_closing_at__isnull=False),
            ),
        ]


class CaseContact(models.Model):
    """A contact about a case: the first notice, another report of the same, or more about it.

    Each reporter's own time of notice is kept, also when reports are joined.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_index=False, related_name="notices")
    contact = models.ForeignKey("contacts.Contact", on_delete=models.PROTECT, related_name="+")
    source_record = models.ForeignKey(
        "customers.SourceRecord", on_delete=models.PROTECT, null=True, related_name="+"
    )
    notice = models.CharField(max_length=20, choices=[(n.value, n.value) for n in Notice])
    noticed_at = models.DateTimeField()
    keep_told = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "contact"], name="case_contact_once")]


class Clock(models.Model):
    """A time limit on a case, with the promise it was started under."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="clocks")
    name = models.CharField(max_length=40)
    limit_amount = models.PositiveIntegerField()
    limit_unit = models.CharField(max_length=20)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in ClockState])
    told_overdue_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="running", stopped_at__isnull=True)
                | (~Q(state="running") & Q(stopped_at__isnull=False)),
                name="clock_runs_until_stopped",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="clock_overdue",
                condition=Q(state="running", told_overdue_at__isnull=True),
            ),
        ]


class TimelineEntry(models.Model):
    """One thing that happened to a case, in words, for those who may read it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_index=False, related_name="timeline")
    at = models.DateTimeField()
    kind = models.CharField(max_length=20, choices=[(k.value, k.value) for k in EntryKind])
    visibility = models.CharField(max_length=10, choices=[(v.value, v.value) for v in Visibility])
    actor = models.CharField(max_length=60)
    text = models.TextField(blank=True)
    status = models.CharField(max_length=20, blank=True)
    outcome = models.CharField(max_length=20, blank=True)
    contact = models.ForeignKey(
        "contacts.Contact", on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    notification = models.ForeignKey(
        "notifications.Notification", on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    external_id = models.CharField(max_length=120, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "external_id"],
                name="timeline_external_once",
                condition=Q(external_id__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["case", "at", "id"], name="timeline_of_case"),
            models.Index(fields=["at", "id"], name="timeline_public", condition=Q(visibility="public")),
        ]


class Transfer(models.Model):
    """A case changed teams, and why: counted, because each one costs somebody time."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="transfers")
    from_team = models.ForeignKey("organisation.Team", on_delete=models.PROTECT, related_name="+")
    to_team = models.ForeignKey("organisation.Team", on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=500)
    by = models.CharField(max_length=60)
    at = models.DateTimeField()
