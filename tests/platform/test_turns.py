"""Writers of one process queue: first come, first served, and nobody waits for ever."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread
from uuid import UUID

from sqlalchemy import event, select
from sqlalchemy.orm import Session
from worlds import NURSE, World

from netwerkzorg.platform.audit import AuditRow
from netwerkzorg.platform.turns import Turns
from netwerkzorg.platform.work import unit_of_work

SOON = 10.0  # seconds within which a turn comes, if it comes at all


def queue(turns: Turns, how_many: int) -> tuple[list[Thread], list[int]]:
    """Threads that wait in a known order, and the order in which they got their turn."""
    served: list[int] = []

    def wait(number: int) -> None:
        assert turns.take(SOON)
        served.append(number)
        turns.give_back()

    threads = [Thread(target=wait, args=(number,)) for number in range(how_many)]
    for number, thread in enumerate(threads, 1):
        thread.start()
        while len(turns._waiting) < number:
            Event().wait(0.001)
    return threads, served


def test_who_waits_longest_is_next() -> None:
    turns = Turns()
    assert turns.take(SOON)
    threads, served = queue(turns, 8)
    turns.give_back()
    for thread in threads:
        thread.join(SOON)
    assert served == list(range(8))


def test_who_waits_too_long_leaves_the_queue() -> None:
    turns = Turns()
    assert turns.take(SOON)
    assert not turns.take(0.01)
    turns.give_back()
    assert turns.take(0), "who left holds nobody up"


def test_a_turn_ends_however_the_work_ends(empty: World) -> None:
    for number in range(40):  # more than the pool has connections
        try:
            with unit_of_work(empty.house, NURSE) as work:
                work.record("intake.read", UUID(int=number))
                if number % 2:
                    raise LookupError
        except LookupError:
            continue
    with Session(empty.house.engine) as session:
        written = session.scalars(select(AuditRow.subject)).all()
    assert sorted(subject.int for subject in written) == list(range(0, 40, 2))


def test_eight_writers_at_once_all_write_and_nobody_retries(empty: World) -> None:
    begun: list[str] = []
    event.listen(
        empty.house.engine,
        "before_cursor_execute",
        lambda _c, _cursor, statement, *_: begun.append(statement),
    )

    def write(number: int) -> None:
        with unit_of_work(empty.house, NURSE) as work:
            work.record("intake.read", UUID(int=number))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(80)))
    assert sum("INSERT INTO platform_audit " in one for one in begun) == 80
