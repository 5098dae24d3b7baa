"""Being asked to stop: SIGTERM and Ctrl-C, turned into an event that any loop can wait for."""

import os
import signal
import threading


def stop_event() -> threading.Event:
    """An event that is set when this process is asked to stop. To be called once, from the main thread."""
    stop = threading.Event()
    readable, writable = os.pipe()
    os.set_blocking(writable, False)
    signal.set_wakeup_fd(writable, warn_on_full_buffer=False)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)

    def wait() -> None:
        # A thread sets the event: a signal handler must not, it could interrupt the event's own lock.
        while True:
            if os.read(readable, 1)[0] in {signal.SIGTERM, signal.SIGINT}:
                stop.set()

    threading.Thread(target=wait, name="signals", daemon=True).start()
    return stop
