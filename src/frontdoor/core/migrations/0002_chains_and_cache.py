"""The heads of the audit chains, and the table of the shared cache."""

from django.core.management import call_command
from django.db import migrations


def begin(apps, schema_editor):
    AuditHead = apps.get_model("core", "AuditHead")
    AuditHead.objects.using(schema_editor.connection.alias).bulk_create(
        AuditHead(partition=n) for n in range(64)
    )
    call_command("createcachetable", "core_cache", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
