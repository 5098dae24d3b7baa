"""The index of words that cases are found by: FTS5 on SQLite, tsvector on PostgreSQL."""

from django.db import migrations

SQLITE = "CREATE VIRTUAL TABLE cases_search USING fts5(words, tokenize='unicode61 remove_diacritics 2')"
POSTGRESQL = """
    CREATE TABLE cases_search (
        case_id bigint PRIMARY KEY REFERENCES cases_case (id) DEFERRABLE INITIALLY DEFERRED,
        words tsvector NOT NULL
    );
    CREATE INDEX cases_search_words ON cases_search USING gin (words);
"""


def make(apps, schema_editor):
    schema_editor.execute(SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE cases_search")


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [migrations.RunPython(make, drop)]
