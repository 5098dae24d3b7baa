"""Keys for partner systems, from the command line."""

from pathlib import Path

from tests.processes import frontdoor, installation


def test_a_name_that_is_taken_is_said_as_it_was_given(tmp_path: Path) -> None:
    environment = installation(tmp_path)
    create = ("api-key", "create", "City of Marl", "--scope", "open311")
    assert frontdoor(*create, environment=environment).returncode == 0
    again = frontdoor(*create, environment=environment)
    assert (again.returncode, again.stdout) == (1, "")
    assert again.stderr.startswith("frontdoor: There is a key named City of Marl already. ")
