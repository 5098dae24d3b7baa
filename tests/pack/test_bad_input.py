"""Whatever stands in a pack, it is read or refused in a sentence: no traceback, no standstill, nothing built."""

import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frontdoor.cli.council.checking import check
from frontdoor.cli.council.csv_reader import read_csv
from frontdoor.cli.council.json_reader import read_json
from frontdoor.cli.council.source import NOT_KEPT, Unreadable, read_text
from frontdoor.cli.council.yaml_reader import read_yaml
from tests.corpora import each_file
from tests.pack import packs

pytestmark = pytest.mark.once


def faults(pack: Path) -> list[str]:
    return [str(fault).removeprefix(f"{pack}/") for fault in check(pack)[1]]


def refused(text: str) -> tuple[int, str]:
    """The line and the sentence with which the YAML reader refuses."""
    with pytest.raises(Unreadable) as caught:
        read_yaml(text)
    return caught.value.line, str(caught.value)


BOMB = "a: &a [x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20)
)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (BOMB, 1, "anchors (&name) are not allowed; write the value out again"),
        ("a: [1, 2]\nb: *a\n", 2, "aliases (*name) are not allowed; write the value out again"),
        ("a: !!python/object/apply:os.system ['true']\n", 1,
         "tags like tag:yaml.org,2002:python/object/apply:os... are not allowed; take the tag out"),
        ("a: 1\nb: 2\na: 3\n", 3, '"a" is here twice; keep one of the two'),
        ("a: 1\n---\nb: 2\n", 2, "a second document begins here; take out the line with ---"),
        ("? [a, b]\n: 1\n", 1, "the name before a colon must be a plain word"),
        ("a: 1\n\tb: 2\n", 2, None),
        ("a: 'open\nb: 2\n", 3, None),
        ("a: b: c\n", 1, "this is not YAML: mapping values are not allowed in this context; put quotes around a text "
         "that has a colon in it"),
        ('a: "\\0"\n', 1, "there is a control character in this text; take it out"),
        ('a: 1\nb: "\\uD800"\n', 2, None),
        ("a: \x07\n", 1, None),
        ("[" * 40 + "]" * 40, 1, "this is nested more than 30 deep; make it flatter"),
        ("# nothing but words\n", 0, "this file is empty; docs/council-pack.md says what belongs in it"),
    ],
)  # fmt: skip
def test_yaml_that_is_refused(text: str, line: int, said: str | None) -> None:
    found_line, found = refused(text)
    assert found_line == line
    assert said is None or found == said


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_deep_nesting_neither_crashes_nor_takes_long(opening: str) -> None:
    started = time.process_time()
    for depth in (1_000, 100_000):
        with pytest.raises(Unreadable):
            read_yaml(opening * depth)
    assert time.process_time() - started < 60  # with the square of the depth it would be hours


def test_words_stay_words() -> None:
    text = (
        "yes: no\non: off\nday: 2026-12-25\ncode: 007\ntime: 8:30\nsum: 1_000\nbig: 1e400\nnan: .nan\n"
        "none: ~\nt: true\n"
    )
    assert read_yaml(text)[0] == {
        "yes": "no", "on": "off", "day": "2026-12-25", "code": "007", "time": "8:30", "sum": "1_000",
        "big": "1e400", "nan": ".nan", "none": None, "t": True,
    }  # fmt: skip
    assert read_yaml('a: 5\nb: -2.5\nc: "5"\nd: 123456789012345678901\n')[0] == {
        "a": 5, "b": -2.5, "c": "5", "d": "123456789012345678901",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("[" * 100_000, 1, "this is nested too deep; GeoJSON needs no more than nine levels"),
        ('{"a": 1,\n"b": {"c": 2,\n"c": 3}}', 3, '"c" is twice in one object; keep one of the two'),
        ('{"a":\nNaN}', 2, "NaN is not a number; give a real one"),
        ('{"a": "NaN",\n"b": -Infinity}', 2, "-Infinity is not a number; give a real one"),
        ('{"a":\n\n' + "9" * 5000 + "}", 3,
         "the number 99999999999999999999... is too long; give one of at most 18 digits"),
        ('{"a": 1,\n}', 2, None),
        ('{"a": 1,\n"b": "\\ud800"}', 2, "there is a control character in this text; take it out"),
        ('{"a": 1,\n\n"\\u0000": 5}', 3, "there is a control character in this text; take it out"),
        ('{"a": "x\ny"}', 1, None),
    ],
)  # fmt: skip
def test_json_that_is_refused(text: str, line: int, said: str | None) -> None:
    with pytest.raises(Unreadable) as caught:
        read_json(text)
    assert caught.value.line == line
    assert said is None or str(caught.value) == said


def test_lines_of_json_are_those_of_its_parts() -> None:
    text = '{\n "features": [\n  {"a": [1,\n 2]},\n  {"b":\n {"c": 1, "d": "\\n{"}}\n ]\n}'
    data, line_of = read_json(text)
    assert data["features"][1]["b"]["d"] == "\n{"
    found = {
        p: line_of(p) for p in [(), ("features",), ("features", 0), ("features", 1), ("features", 1, "b")]
    }
    assert found == {(): 1, ("features",): 2, ("features", 0): 3, ("features", 1): 5, ("features", 1, "b"): 5}
    assert line_of(("features", 1, "b", "d")) == 6
    assert line_of(("features", 1, "b", "missing")) == 5


KEPT = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**17), 10**17)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(KEPT, max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(KEPT, max_size=5), inner, max_size=4),
    max_leaves=20,
)


@given(JSON, st.sampled_from([None, 0, 2]))
def test_json_is_read_as_the_standard_library_reads_it_and_each_part_has_its_line(
    data: object, indent: int
) -> None:
    text = json.dumps(data, indent=indent)
    found, line_of = read_json(text)
    assert found == data
    lines = text.split("\n")

    def walk(value: object, pointer: tuple[str | int, ...]) -> None:
        line = lines[line_of(pointer) - 1]
        if pointer and isinstance(pointer[-1], str):
            assert json.dumps(pointer[-1]) in line
        children: list[tuple[str | int, object]] = []
        if isinstance(value, dict):
            children = list(value.items())
        elif isinstance(value, list):
            children = list(enumerate(value))
        for key, child in children:
            if len(pointer) < 3:
                walk(child, (*pointer, key))

    walk(data, ())


@given(JSON)
def test_json_is_yaml_and_means_the_same(data: object) -> None:
    try:
        found, lines = read_yaml(json.dumps(data, ensure_ascii=True))
    except Unreadable as refusal:
        said = str(refusal)
    else:
        assert () in lines
        assert _as_words(found) == _as_words(data)
        return
    # what JSON can say and a pack may not: control characters, half characters, very long keys
    assert "control character" in said or "this is not YAML" in said


def _as_words(value: object) -> object:
    """Numbers that YAML leaves as text, such as 1e+16, are compared as they are written."""
    if isinstance(value, dict):
        return {key: _as_words(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_as_words(inner) for inner in value]
    return value if value is None or isinstance(value, bool) else str(value)


ANY_TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=300)
YAMLISH = st.text(st.sampled_from("abc:-[]{},&*!|>'\"%@`#? \n\t0123\\\x00\x85\u2028\ufeff"), max_size=120)


@settings(max_examples=400)
@given(ANY_TEXT | YAMLISH)
def test_any_text_is_read_or_refused(text: str) -> None:
    for read in (read_yaml, read_json, lambda words: list(read_csv(words, ["a", "b"]))):
        refusal = None
        try:
            read(text)
        except Unreadable as reason:
            refusal = reason
        if refusal is not None:
            assert str(refusal)
            assert 0 <= refusal.line <= text.count("\n") + text.count("\r") + 2


FILES = [
    "council.yaml", "bodies.yaml", "teams.yaml", "calendar.yaml", "areas.geojson", "assets/roads.geojson",
    "addresses.csv", "streets.csv", "services/pothole.yaml", "templates/case_reply.md",
]  # fmt: skip


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One pack for many examples: each puts back what it spoils."""
    return packs.small(tmp_path_factory.mktemp("spoilt"))


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(name=st.sampled_from(FILES), data=st.data())
def test_a_spoilt_file_is_sound_or_has_faults_with_real_lines(
    spoilt: Path, name: str, data: st.DataObject
) -> None:
    path = spoilt / name
    sound = path.read_bytes()
    spoil = data.draw(st.sampled_from([_cut, _double, _swap, _insert, _flip]))
    try:
        path.write_bytes(spoil(sound, data))
        lines = path.read_bytes().count(b"\n") + 2
        for fault in check(spoilt)[1]:
            assert fault.message
            assert "\n" not in str(fault)
            assert fault.path != str(path) or fault.line <= lines
    finally:
        path.write_bytes(sound)


def _place(raw: bytes, data: st.DataObject) -> int:
    return data.draw(st.integers(0, len(raw)))


def _cut(raw: bytes, data: st.DataObject) -> bytes:
    start = _place(raw, data)
    return raw[:start] + raw[start + data.draw(st.integers(1, 400)) :]


def _double(raw: bytes, data: st.DataObject) -> bytes:
    lines = raw.split(b"\n")
    number = data.draw(st.integers(0, len(lines) - 1))
    return b"\n".join([*lines[: number + 1], *lines[number:]])


def _swap(raw: bytes, data: st.DataObject) -> bytes:
    lines = raw.split(b"\n")
    one, other = (data.draw(st.integers(0, len(lines) - 1)) for _ in range(2))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def _insert(raw: bytes, data: st.DataObject) -> bytes:
    start = _place(raw, data)
    return (
        raw[:start] + data.draw(st.binary(min_size=1, max_size=20) | ANY_TEXT.map(str.encode)) + raw[start:]
    )


def _flip(raw: bytes, data: st.DataObject) -> bytes:
    words = [
        b"null",
        b"true",
        b"[]",
        b"{}",
        b"-1",
        b"1e999",
        b'""',
        b"~",
        b"[[]]",
        b'{"a":1}',
        b"*a",
        b"\xff",
    ]
    start = _place(raw, data)
    return raw[:start] + data.draw(st.sampled_from(words)) + raw[start + data.draw(st.integers(0, 12)) :]


def in_place_of(write: Callable[[Path], object], name: str, pack: Path) -> list[str]:
    path = pack / name
    path.unlink()
    write(path)
    return faults(pack)


@pytest.mark.parametrize(
    ("write", "said"),
    [
        (lambda path: path.write_bytes("name: Marlshire\n".encode("utf-16")),
         ":1: this is not UTF-8 text; save the file again as UTF-8"),
        (lambda path: path.write_bytes(b"# one\n# two\nname: Ynys M\xf4n\n"),
         ":3: this is not UTF-8 text; save the file again as UTF-8"),
        (lambda path: path.write_bytes(b""), ": this file is empty; docs/council-pack.md says what belongs in it"),
        (lambda path: path.write_bytes(b" \n\n"), ": this file is empty; docs/council-pack.md says what belongs in it"),
        (lambda path: path.mkdir(), ": this is not an ordinary file; put a file in its place"),
        (lambda path: path.symlink_to("/dev/zero"), ": this is not an ordinary file; put a file in its place"),
        (lambda path: path.symlink_to(path), ": this file cannot be opened (Too many levels of symbolic links); check "
         "its permissions"),
        (lambda path: os.mkfifo(path), ": this is not an ordinary file; put a file in its place"),
        (lambda path: path.write_bytes(b"a" * 2_000_001),
         ": this file is larger than 2 MB; make it smaller or split it"),
        (lambda path: path.write_text("- one\n- two\n"), ":1: field council: this must be names with values"),
        (lambda path: path.write_text("just words\n"), ":1: field council: this must be names with values"),
    ],
)  # fmt: skip
def test_a_file_that_is_none(pack: Path, write: Callable[[Path], object], said: str) -> None:
    assert in_place_of(write, "council.yaml", pack) == [f"council.yaml{said}"]


def test_a_mark_of_byte_order_and_line_ends_of_other_systems_do_no_harm(pack: Path) -> None:
    for name in FILES:
        raw = (pack / name).read_bytes()
        (pack / name).write_bytes(b"\xef\xbb\xbf" + raw.replace(b"\n", b"\r\n"))
    assert faults(pack) == []


def test_a_fault_never_carries_control_characters_into_the_terminal(pack: Path) -> None:
    packs.edit(pack, "assets/roads.geojson", '"body":"council"', '"body":"\\u0085[31m\\nrm\\u2028"')
    (said,) = faults(pack)
    assert 'there is no body "?[31m?rm?"' in said
    packs.edit(pack, "council.yaml", "name: Marlshire", "name: \x1b[31mMarlshire")
    assert "council.yaml:2: there is a control character here; take it out" in faults(pack)


def test_names_of_files_that_are_not_text(pack: Path) -> None:
    name = os.fsdecode(b"services/\xff\x1b[0m.yaml")
    shutil.copy(pack / "services/pothole.yaml", pack / name)
    (said,) = faults(pack)
    assert said.encode() == said.encode("ascii")
    assert "name it with small letters" in said


@pytest.mark.parametrize("path", each_file("bad/bodies"))
def test_bad_bodies_in_the_place_of_each_file(pack: Path, path: Path) -> None:
    for name in FILES:
        sound = (pack / name).read_bytes()
        (pack / name).write_bytes(path.read_bytes())
        said = faults(pack)
        assert [one for one in said if one.startswith(name)], f"{path.name} was taken for a sound {name}"
        (pack / name).write_bytes(sound)


@pytest.mark.parametrize("path", each_file("bad/strings"))
def test_naughty_strings_as_names_are_kept_or_refused(pack: Path, path: Path) -> None:
    """In a table, in JSON and in YAML: where a name is kept, it is the very same."""
    values = [one if isinstance(one, str) else json.dumps(one) for one in json.loads(path.read_text())]
    names = [value for value in values if value.encode("utf-8", "ignore").decode() == value][:400]
    header, row, *_ = (pack / "streets.csv").read_text().splitlines()
    rows = ['{},"{}",Here,54.0,1.5'.format(n, name.replace('"', '""')) for n, name in enumerate(names, 1)]
    roads = json.loads((pack / "assets/roads.geojson").read_text())
    for number, name in enumerate(names):
        (pack / "streets.csv").write_text("\n".join([header, row, rows[number]]), newline="")
        read = _table(pack / "streets.csv")
        assert isinstance(read, Unreadable) or read == [name.strip()], name
        roads["features"][0]["properties"]["name"] = name
        text = json.dumps(roads)
        try:
            assert read_json(text)[0] == roads
        except Unreadable:
            assert NOT_KEPT.search(name), name
    assert rows


def _table(path: Path) -> list[str] | Unreadable:
    try:
        text = read_text(path, limit=1_000_000)
        return [row["name"] for _, row in read_csv(text, ["usrn", "name", "town", "latitude", "longitude"])][
            1:
        ]
    except Unreadable as reason:
        return reason
