"""What is measured is what it is said to be: processor time of all processes below, and pages that show something."""

import subprocess
import sys
import time
from email.message import Message

import pytest

from frontdoor.cli.bench import trees
from frontdoor.cli.bench.client import Answer, Unexpected
from frontdoor.cli.bench.tasks import ROW, ROWS, Pages
from tests.processes import frontdoor, installation

BURN = "import time\nend = time.process_time() + 0.4\nwhile time.process_time() < end: pass\n"


@pytest.mark.once
def test_processor_time_of_children_counts_also_when_they_have_ended() -> None:
    child = f"import subprocess, sys, time\nsubprocess.run([sys.executable, '-c', {BURN!r}])\n"
    code = child + "print('done', flush=True)\ntime.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "done\n"
        used = trees.processor_seconds(process.pid)
        time.sleep(0.1)
        later = trees.processor_seconds(process.pid)
        process.kill()
    assert used >= 0.4
    assert later - used < used / 2  # waiting costs next to nothing


@pytest.mark.once
@pytest.mark.parametrize(
    ("status", "rows", "policy", "counts"),
    [
        (200, ROWS, True, True),
        (200, ROWS - 1, True, False),
        (200, ROWS, False, False),
        (302, ROWS, True, False),
        (500, 0, True, False),
    ],
)
def test_a_page_that_shows_too_little_is_no_figure(
    status: int, rows: int, policy: bool, counts: bool
) -> None:
    headers = Message()
    if policy:
        headers["content-security-policy"] = "default-src 'none'"
    answer = Answer(status, headers, ROW * rows, "/desk/")
    task = Pages(None, ["/desk/"], mark=ROW, least=ROWS)  # type: ignore[arg-type]  # asks nothing here
    if counts:
        task.check(answer)
    else:
        with pytest.raises(Unexpected):
            task.check(answer)


@pytest.mark.proof
def test_it_measures_a_small_database(tmp_path_factory: pytest.TempPathFactory) -> None:
    """From building to figures, with the real web server; which gates it reaches is no matter here."""
    folder = tmp_path_factory.mktemp("bench")
    environment = installation(folder)
    database = "postgresql" if environment.pop("DATABASE_URL", "") else "sqlite"
    done = frontdoor(
        "bench", "--cases", "500", "--database", database, "--each", "5", "--json",
        "--only", "case,search_common,list,create,form_whole", environment=environment,
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr[-2000:]
    for words in ("case ", "search_common", "list ", "create ", "form_whole"):
        assert f"{database}, 500: {words}" in done.stderr
    assert '"cases": 500' in done.stdout or '"cases":500' in done.stdout
