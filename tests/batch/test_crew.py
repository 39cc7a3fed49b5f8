"""Workers under fire: whatever happens to one costs one document at most, and the rest come out as ever, in order."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import dechaff
from batch.poison import POISON, WORD, poisoned_pipeline
from dechaff import Article, DechaffError, Record, Status, clean_many
from dechaff.batch import ArticleWork, Crew, Limits
from dechaff.records.cleaning import Cleaning

TESTS = Path(__file__).parents[1]
LINUX = sys.platform == "linux"

HARM = {  # what the reason of the document says
    "kill": "worker_died: signal 9 (SIGKILL), when tried 3 times",
    "segfault": "worker_died: signal 11 (SIGSEGV), when tried twice",
    "leave": "worker_died: exit code 3, when tried twice",
    "hang": "timeout: no answer within 2 s, when tried twice",
    "spin": "timeout: no answer within 2 s, when tried twice",
    "eat": "out_of_memory: a worker ran out of memory, when tried twice",
    "close": "worker_died: exit code 1, when tried twice",
    "stop": "timeout: no answer within 2 s, when tried twice",
    "raise": "internal_error: RuntimeError: a cleaner with a defect",
}


def innocent(n: int) -> str:
    return (
        f"The ferry number {n} left the harbour at noon, with {n + 3} passengers and a goat that nobody had paid for."
    )


def pids() -> set[int]:
    return {process.pid for process in multiprocessing.active_children() if process.pid}


def test_articles_come_in_the_order_of_their_records() -> None:
    """Two workers give what a loop gives."""
    texts = [innocent(n) for n in range(150)]
    assert list(clean_many(texts, workers=2)) == [dechaff.clean(text) for text in texts]


def test_without_workers_the_same_comes_from_this_process() -> None:
    """`workers=0` starts no process."""
    before = pids()
    articles = clean_many([innocent(1), b"<html><body><p>" + innocent(2).encode()], workers=0)
    assert [article.text for article in articles] == [innocent(1), innocent(2)]
    assert pids() == before


def test_unordered_articles_are_the_same_in_another_order() -> None:
    """None is lost, none comes twice, and a slow document does not hold up the others."""
    texts = [f"{WORD}hang", *(innocent(n) for n in range(40))]
    found = list(clean_many(texts, workers=2, ordered=False, timeout=2, pipeline=poisoned_pipeline()))
    assert sorted(article.text for article in found) == sorted(["", *texts[1:]])
    assert found[-1].status is Status.FAILED


@pytest.mark.skipif(not LINUX, reason="signals and limits of Linux")
def test_harm_costs_the_document_that_does_it_and_no_other() -> None:
    """Killed, crashed, hung, out of memory: an article that says so; all the others as if nothing had been."""
    names = list(HARM)
    texts = [f"{WORD}{names[n // 20]}" if n % 20 == 7 else innocent(n) for n in range(20 * len(names))]
    work = ArticleWork(Cleaning(pipeline=poisoned_pipeline()))
    crew = Crew(work, workers=2, limits=Limits(timeout=2, memory=1 << 30))
    articles = [article for _, _, article in crew.run(map(Record, texts))]
    assert len(articles) == len(texts)
    failed = {texts[n].removeprefix(WORD): a.reasons[0] for n, a in enumerate(articles) if a.status is Status.FAILED}
    assert failed == HARM
    assert [a.text for a in articles if a.status is Status.OK] == [t for t in texts if not t.startswith(WORD)]


def test_harm_that_is_not_repeated_costs_nothing(tmp_path: Path) -> None:
    """The second try, alone, is as good as the first would have been."""
    sly = f"{WORD}segfault {tmp_path / 'once'}\n\n{innocent(1)}"
    (article,) = clean_many([sly], workers=1, pipeline=poisoned_pipeline())
    assert article.status is Status.OK
    assert innocent(1) in article.text


@pytest.mark.skipif(not LINUX, reason="looks for workers in /proc")
def test_workers_that_are_killed_at_random_lose_nothing() -> None:
    """Fifty kills from outside, at any moment: every innocent document has its article."""
    texts = [innocent(n) for n in range(1500)]
    kills = 0
    stop = threading.Event()

    def killer() -> None:
        nonlocal kills
        chance = random.Random(7)
        while kills < 50 and not stop.wait(chance.uniform(0.05, 0.25)):
            for pid in chance.sample(sorted(pids()), k=min(1, len(pids()))):
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    continue
                kills += 1

    def slowly() -> Iterator[str]:
        yield from texts
        while kills < 50:  # as long as there is fire, there is work
            yield innocent(0)

    thread = threading.Thread(target=killer)
    thread.start()
    try:
        articles = list(clean_many(slowly(), workers=2))
    finally:
        stop.set()
        thread.join()
    assert kills == 50
    assert [a.reasons for a in articles if a.status is not Status.OK] == []
    assert [a.text for a in articles[: len(texts)]] == texts


def test_workers_make_room_for_fresh_ones() -> None:
    """After so many documents a worker goes, and nothing is lost by it."""
    texts = [innocent(n) for n in range(60)]
    crew = Crew(ArticleWork(Cleaning()), workers=1, limits=Limits(documents=20))
    seen: set[int] = set()
    found = []
    for _, _, article in crew.run(map(Record, texts)):
        seen |= pids()
        found.append(article.text)
    assert found == texts
    assert len(seen) >= 2


def test_a_big_document_among_small_ones() -> None:
    """Messages larger than any pipe's buffer, both ways, in both workers at once."""
    big = "\n\n".join(innocent(n) for n in range(9000))
    texts = [big, innocent(1), big, innocent(2), big]
    assert [article.text for article in clean_many(texts, workers=2, timeout=100)] == texts


def test_records_are_read_as_they_are_needed() -> None:
    """An endless source is no problem, and when nobody asks for more the workers are ended."""

    def endless() -> Iterator[str]:
        n = 0
        while True:
            yield innocent(n)
            n += 1

    articles = clean_many(endless(), workers=2)
    assert [next(articles).text for _ in range(5)] == [innocent(n) for n in range(5)]
    articles.close()  # type: ignore[attr-defined]
    assert pids() == set()


def test_an_error_of_the_source_goes_to_the_caller_and_ends_the_workers() -> None:
    """What the records' iterator raises is not swallowed, wherever it runs."""

    def broken() -> Iterator[Record]:
        yield Record(innocent(1))
        raise OSError("the disk is gone")

    for in_thread in (False, True):
        with pytest.raises(OSError, match="the disk is gone"):
            list(crew().run(broken(), in_thread=in_thread))
        assert pids() == set()


@pytest.mark.parametrize("ordered", [True, False])
def test_records_may_be_fetched_in_a_thread(*, ordered: bool) -> None:
    """Then results do not wait for the next record, none is lost, and no more are fetched than have room."""
    texts = [innocent(n) for n in range(150)]
    fetched = 0
    go_on = threading.Event()

    def slow() -> Iterator[Record]:
        nonlocal fetched
        for fetched, text in enumerate(texts, 1):
            if fetched == 10:
                assert go_on.wait(60)
            yield Record(text)

    results = crew(ordered=ordered, in_flight=4_000).run(slow(), in_thread=True)
    found = [next(results) for _ in range(9)]
    assert fetched == 10
    go_on.set()
    time.sleep(0.5)
    assert fetched < 40
    found += results
    assert sorted((number, article.text) for number, _, article in found) == list(enumerate(texts))
    assert [number for number, _, _ in found] == list(range(150)) or not ordered


def crew(*, ordered: bool = True, **limits: int) -> Crew:
    return Crew(ArticleWork(Cleaning()), workers=2, limits=Limits(**limits), ordered=ordered)


def test_a_record_without_a_source_has_an_article_that_says_why() -> None:
    """Every record has one, the broken ones too."""
    records = [Record(None, error="bad_json: line 3"), Record(innocent(1), url="https://example.org/a"), Record(None)]
    articles: list[Article] = list(clean_many(records, workers=1))
    assert [(a.status, a.reasons[:1], a.url) for a in articles] == [
        (Status.FAILED, ("bad_json: line 3",), None),
        (Status.OK, articles[1].reasons[:1], "https://example.org/a"),
        (Status.FAILED, ("no_source: there is nothing to clean",), None),
    ]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"workers": -1}, "number of workers"),
        ({"timeout": 0}, "timeout must be more than 0"),
        ({"memory": 1000}, "512 MB"),
        ({"profile": "best"}, "no profile 'best'"),
    ],
)
def test_wrong_settings_are_refused_with_advice(wrong: dict[str, object], says: str) -> None:
    """Before any work is done."""
    with pytest.raises(DechaffError, match=says):
        list(clean_many([innocent(1)], **wrong))  # type: ignore[arg-type]


def test_a_cleaner_that_cannot_be_sent_to_workers_is_told() -> None:
    """A function inside a function cannot travel; the message says what to do."""
    local = replace(POISON, find=lambda view: iter(()))
    with pytest.raises(DechaffError, match="top level of a module"):
        list(clean_many([innocent(1)], workers=1, pipeline=dechaff.Pipeline().plus(local)))


def test_a_record_of_another_type_is_refused() -> None:
    """A number is no page."""
    with pytest.raises(TypeError, match="not int"):
        list(clean_many([7], workers=1))  # type: ignore[list-item]


SCRIPT = """
import sys, dechaff
from batch.poison import poisoned_pipeline
if __name__ == "__main__":
    texts = ["Poison:" + sys.argv[1]] * 4
    for article in dechaff.clean_many(texts, workers=2, timeout=3, pipeline=poisoned_pipeline()):
        print(article.reasons, flush=True)
"""


@pytest.mark.skipif(not LINUX, reason="looks for workers in /proc")
@pytest.mark.parametrize("harm", ["hang", "spin"])
def test_no_worker_outlives_its_supervisor(tmp_path: Path, harm: str) -> None:
    """Killed supervisors leave no orphans: idle and sleeping workers go at once, one in a C loop at its deadline."""
    script = tmp_path / "script.py"
    script.write_text(SCRIPT, encoding="utf-8")
    source = Path(dechaff.__file__).parents[1]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(source), str(TESTS)])}
    supervisor = subprocess.Popen([sys.executable, str(script), harm], env=environment)
    workers = wait_for(lambda: len(children := children_of(supervisor.pid)) >= 4 and children)
    time.sleep(1.0)
    supervisor.kill()
    supervisor.wait()
    wait_for(lambda: not any(alive(pid) for pid in workers), seconds=2 if harm == "hang" else 12)


CALL = "print([a.text for a in dechaff.clean_many(['A line.'], workers=1, pipeline=own)])"
OWN = """
def nothing(view):
    return iter(())
own = dechaff.Pipeline().plus(dechaff.Cleaner("own", dechaff.Stage.BLOCKS, "Nothing.", nothing))
"""


@pytest.mark.parametrize(
    ("script", "code", "says"),
    [
        (f"own = None\n{CALL}", 0, "['A line.']"),
        (f"{OWN}\nif __name__ == '__main__':\n    {CALL}", 0, "['A line.']"),
        (f"{OWN}\n{CALL}", 1, 'under `if __name__ == "__main__":` only'),
    ],
    ids=["nothing of its own", "its own cleaner, guarded", "its own cleaner, unguarded"],
)
def test_a_script_needs_a_guard_only_for_cleaners_of_its_own(tmp_path: Path, script: str, code: int, says: str) -> None:
    """Workers import the script where it holds what they need; one that starts workers again is told what to do."""
    path = tmp_path / "script.py"
    path.write_text(f"import dechaff\n{script}\n", encoding="utf-8")
    source = Path(dechaff.__file__).parents[1]
    environment = {**os.environ, "PYTHONPATH": str(source)}
    done = subprocess.run(
        [sys.executable, str(path)], env=environment, capture_output=True, text=True, check=False, timeout=100
    )
    assert done.returncode == code, done.stderr
    assert says in (done.stderr if code else done.stdout).splitlines()[-1]


def children_of(pid: int) -> set[int]:
    """The processes below one, the server that forks included."""
    found = set()
    for thread in Path(f"/proc/{pid}/task").iterdir():
        for child in map(int, (thread / "children").read_text().split()):
            found |= {child} | children_of(child)
    return found


def alive(pid: int) -> bool:
    try:
        return " Z " not in Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except FileNotFoundError:
        return False


def wait_for(condition, seconds: float = 30.0):  # type: ignore[no-untyped-def]
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError("it did not come to that")


def test_columns_weigh_as_well() -> None:
    """Records with much beside their text are not read far ahead, nor held by the thousand once they are done."""
    read = 0

    def wide() -> Iterator[Record]:
        nonlocal read
        for n in range(100):
            read += 1
            yield Record(innocent(n), columns={"raw": "x" * 1000, "more": [{"raw": b"x" * 1000}]})

    crew = Crew(ArticleWork(Cleaning()), workers=1, limits=Limits(in_flight=10_000))
    for number, _, _ in crew.run(wide()):
        assert read <= number + 8


def test_a_worker_that_takes_too_long_to_start_is_told_as_that(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where documents have no deadline."""
    monkeypatch.setattr("dechaff.batch.hand._START_TIME", 0.0)
    monkeypatch.setattr("dechaff.batch.crew._WATCH", 0.001)
    with pytest.raises(DechaffError, match="not ready within 0 s"):
        list(clean_many([innocent(1)], workers=1, timeout=None))
