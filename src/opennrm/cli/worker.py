"""`opennrm worker`: the post room, which writes and hands over what is to be told."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import click

from opennrm.cli.options import home_option, json_option
from opennrm.cli.output import print_json
from opennrm.cli.record import open_record
from opennrm.home import Home

if TYPE_CHECKING:
    from opennrm.services.post.delivering import Post
    from opennrm.services.post.working import Worked

PAUSE_SECONDS: Final = 5.0


@click.command()
@click.option("--once", is_flag=True, help="Do what there is to do, and stop.")
@click.option(
    "--beside",
    type=int,
    hidden=True,
    help="Stop when this process, which started the worker, has ended.",
)
@home_option()
@json_option
def worker(home: Home, once: bool, beside: int | None, as_json: bool) -> None:
    """Write the letters that are due, and hand them to what carries them.

    Several may run at once, also on other machines: none takes what another has. How
    letters leave is set by OPENNRM_POST; see the manual. Stop with Ctrl+C or SIGTERM:
    what is being done is done first.
    """
    post = post_room(home)
    stop = threading.Event()
    with _stopping(stop):
        worked = work(post, stop=stop, once=once, beside=beside)
    if as_json:
        print_json(
            {
                "issued": worked.issued,
                "seen_to": worked.seen_to,
                "faults": worked.faults,
            }
        )
    else:
        click.echo(
            f"Letters issued: {worked.issued}; steps on their way: {worked.seen_to}; "
            f"faults left for later: {worked.faults}."
        )


@contextmanager
def _stopping(stop: threading.Event) -> Iterator[None]:
    """Let SIGTERM and Ctrl+C ask for an end instead of making one."""
    before = {
        each: signal.signal(each, lambda *_: stop.set())
        for each in (signal.SIGTERM, signal.SIGINT)
    }
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def post_room(home: Home) -> "Post":
    """How letters leave a home, once its record is known to be safe to write.

    Raises: PostNotSetUp; OfficeUnfit; HomeNotMade; HomeOfAnotherKind; and what keeps
        the service from starting: RecordNotMigrated, LogUnprotected, RecordUnsafe.
    """
    open_record(home)
    from opennrm.server.readiness import require_ready
    from opennrm.services.post.choosing import post_of, settings_in

    post = post_of(home, settings_in(os.environ))
    require_ready()
    return post


def work(
    post: "Post",
    *,
    stop: threading.Event,
    once: bool = False,
    beside: int | None = None,
) -> "Worked":
    """Work until stopped, or with `once` until there is nothing to do."""
    from opennrm.services.post.working import PostRoom

    room = PostRoom(post=post)
    while not stop.is_set() and beside in (None, os.getppid()):
        if room.step(at=datetime.now(UTC)):
            continue
        if once:
            break
        stop.wait(PAUSE_SECONDS)
    return room.worked
