"""What the processes of this machine use: processor time and memory of a process with all below it."""

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def below(pid: int) -> list[int]:
    """A process and all that it started, directly or not, as far as they still run."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            fields = _stat(int(entry.name))
            if fields:
                children.setdefault(int(fields[1]), []).append(int(entry.name))
    found, at = [pid], 0
    while at < len(found):
        found += children.get(found[at], [])
        at += 1
    return found


def processor_seconds(pid: int) -> float:
    """Processor time that a process and all below it have used, with those that have ended already."""
    total = 0
    for one in below(pid):
        fields = _stat(one)
        if fields:  # user, system; and the same of children that ended and were waited for
            total += sum(int(value) for value in fields[11:15])
    return total / _TICKS


def memory_megabytes(pid: int) -> float:
    """Memory of a process and all below it, what they share counted once (proportional set size)."""
    total = 0
    for one in below(pid):
        try:
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the state on; none where the process has gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
