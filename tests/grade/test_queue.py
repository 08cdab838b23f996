"""A batch over a real Redis and real workers, some of which are killed."""

import json
import os
import re
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import kubernetes_validate
import pytest
import yaml

from runner import collection, digest
from runner.cli import cli
from runner.errors import UsageError
from runner.grade.key import Conditions, key
from runner.grade.queue import address, broker
from runner.grade.queue.content import pack_kata
from runner.grade.queue.judging import versions
from runner.grade.queue.messages import Task, pack_files, to_message
from runner.solution import Solution
from tests.conftest import KATA_TOML, REQUIRED, ROOT, SOLUTIONS, Outcome, trouble_with, wait_for
from tests.grade.brokers import Farm, farm_in, free_port, judged, tables, verdicts
from tests.test_readme import commands

Kata = Callable[..., Outcome]
MakeKata = Callable[..., Path]
REAL_TIME = KATA_TOML.replace('"virtual"', '"real"')


@pytest.fixture
def farm(tmp_path: Path) -> Iterator[Farm]:
    """A broker without workers yet."""
    if trouble := trouble_with("bubblewrap"):
        (pytest.fail if REQUIRED else pytest.skip)(f"bubblewrap does not work here: {trouble}")
    with farm_in(tmp_path) as made:
        yield made


def submissions(folder: Path, count: int, *, each_ms: int = 0) -> Path:
    """So many that differ, of which every third one is wrong; each test of them takes so many milliseconds."""
    folder.mkdir()
    for number in range(count):
        wrong = "+ 1" if number % 3 == 0 else ""
        text = f"export const answer = (x) => new Promise((done) => setTimeout(done, {each_ms}, 2 * x {wrong}));\n"
        (folder / f"one-{number}.mjs").write_text(f"// {number}\n{text}")
    (folder / "none.txt").write_text("not a solution\n")
    return folder


def locally(kata: Kata, *arguments: str | Path) -> None:
    """The same batch on this machine."""
    assert kata("grade", *arguments, "--sandbox", "bubblewrap", "-q").code == 0


def test_a_batch_over_two_workers_of_which_one_is_killed_is_what_it_is_locally(
    farm: Farm, kata: Kata, make_kata: MakeKata, tmp_path: Path
) -> None:
    """The tables are the same byte for byte, and the reports and pages are all there."""
    folder, handed_in = make_kata(toml=REAL_TIME), submissions(tmp_path / "handed-in", 9, each_ms=300)
    locally(kata, folder, handed_in, "--out", tmp_path / "local")
    farm.worker("--jobs", "2")
    victim = farm.worker("--jobs", "2")
    batch = farm.batch(folder, handed_in, "--out", tmp_path / "out")
    wait_for(lambda: judged(tmp_path / "out") > 2 and victim.is_judging())
    victim.process.kill()
    assert batch.ended() == 0, batch.told()
    assert tables(tmp_path / "out") == tables(tmp_path / "local")
    for kind in ("json", "html"):
        local = {path.name for path in (tmp_path / "local" / "reports").rglob(f"*.{kind}")}
        assert {path.name for path in (tmp_path / "out" / "reports").rglob(f"*.{kind}")} == local
    page = next((tmp_path / "out" / "reports").rglob("one-1.html")).read_text()
    assert "setTimeout" in page, "the submission's source is on it"


def test_real_submissions_get_what_they_get_locally(farm: Farm, kata: Kata, tmp_path: Path) -> None:
    """Of a kata that is shipped, judged on a machine that was never sent it before."""
    (tmp_path / "handed-in").mkdir()
    for path in (*sorted((SOLUTIONS / "accepted").iterdir()), *sorted((SOLUTIONS / "wrong_answer").iterdir())[:2]):
        if path.is_file():
            shutil.copy(path, tmp_path / "handed-in")
    locally(kata, "event-emitter", tmp_path / "handed-in", "--out", tmp_path / "local")
    farm.worker("--jobs", "2")
    outcome = kata(
        "grade", "event-emitter", tmp_path / "handed-in", "--out", tmp_path / "out", "--queue", farm.broker.url
    )
    assert outcome.code == 0, outcome.err
    assert tables(tmp_path / "out") == tables(tmp_path / "local")


def test_a_task_whose_process_is_killed_goes_to_another_one(farm: Farm, make_kata: MakeKata, tmp_path: Path) -> None:
    """A slot that somebody kills costs no submission its verdict, nor the worker its life."""
    worker = farm.worker("--jobs", "2")
    handed_in = submissions(tmp_path / "handed-in", 4, each_ms=500)
    batch = farm.batch(make_kata(toml=REAL_TIME), handed_in, "--out", tmp_path / "out")
    wait_for(worker.is_judging)
    os.kill(next(slot for slot in worker.slots()), signal.SIGKILL)
    assert batch.ended() == 0, batch.told()
    assert worker.stop() == 0


def test_a_worker_that_is_to_end_finishes_what_it_has(farm: Farm, make_kata: MakeKata, tmp_path: Path) -> None:
    """On SIGTERM it answers what is under way, takes nothing more, and ends with 0; the rest is another one's."""
    worker = farm.worker("--jobs", "1")
    handed_in = submissions(tmp_path / "handed-in", 3, each_ms=500)
    batch = farm.batch(make_kata(toml=REAL_TIME), handed_in, "--out", tmp_path / "out")
    wait_for(worker.is_judging)
    assert worker.stop() == 0
    assert worker.says("finishes those under way")
    assert worker.says("stopped")
    wait_for(lambda: judged(tmp_path / "out") >= 2)  # one that is no solution needs no worker
    farm.worker("--jobs", "1")
    assert batch.ended() == 0, batch.told()


def test_a_worker_that_is_told_twice_ends_at_once(farm: Farm, make_kata: MakeKata, tmp_path: Path) -> None:
    """With 130, and with nothing of it left; what it had is somebody else's."""
    worker = farm.worker("--jobs", "1")
    handed_in = submissions(tmp_path / "handed-in", 1, each_ms=900)
    batch = farm.batch(make_kata(toml=REAL_TIME), handed_in, "--out", tmp_path / "out")
    wait_for(worker.is_judging)
    slots = worker.slots()
    worker.process.send_signal(signal.SIGTERM)
    wait_for(lambda: worker.says("once more to end at once"))
    worker.process.send_signal(signal.SIGINT)
    assert worker.process.wait(30) == 130
    wait_for(lambda: not any(Path(f"/proc/{slot}").exists() for slot in slots))
    farm.worker("--jobs", "1")
    assert batch.ended() == 0, batch.told()


def test_a_killed_worker_leaves_no_process(farm: Farm, make_kata: MakeKata, tmp_path: Path) -> None:
    """Neither its slots nor their sandboxes go on when the worker's main process is killed."""
    worker = farm.worker("--jobs", "1")
    batch = farm.batch(
        make_kata(toml=REAL_TIME), submissions(tmp_path / "handed-in", 1, each_ms=900), "--out", tmp_path / "out"
    )
    wait_for(worker.is_judging)
    family = [*worker.slots(), *(pid for slot in worker.slots() for pid in farm.below(slot))]
    worker.process.kill()
    worker.process.wait()
    wait_for(lambda: not any(farm.is_alive(pid) for pid in family))
    batch.process.send_signal(signal.SIGINT)
    assert batch.ended() == 130


def test_a_killed_batch_is_resumed_by_the_same_command(
    farm: Farm, kata: Kata, make_kata: MakeKata, tmp_path: Path
) -> None:
    """With -9, at any moment: what workers judged for it meanwhile is not lost either."""
    folder, handed_in = make_kata(toml=REAL_TIME), submissions(tmp_path / "handed-in", 8, each_ms=200)
    locally(kata, folder, handed_in, "--out", tmp_path / "local")
    farm.worker("--jobs", "2")
    batch = farm.batch(folder, handed_in, "--out", tmp_path / "out")
    wait_for(lambda: judged(tmp_path / "out") >= 3)
    batch.process.kill()
    batch.process.wait()
    again = farm.batch(folder, handed_in, "--out", tmp_path / "out")
    assert again.ended() == 0, again.told()
    assert tables(tmp_path / "out") == tables(tmp_path / "local")


def test_an_interrupted_batch_says_how_to_resume_without_the_password(tmp_path: Path, make_kata: MakeKata) -> None:
    """Ctrl-C ends it with 130; neither that nor anything else shows the broker's password."""
    with farm_in(tmp_path, password="s3cret") as farm:
        batch = farm.batch(make_kata(), submissions(tmp_path / "handed-in", 2), "--out", tmp_path / "out")
        wait_for(lambda: farm.broker.waiting() == 2)
        batch.process.send_signal(signal.SIGINT)
        assert batch.ended() == 130
        assert "resume with: kata grade" in batch.told()
        assert f"redis://:***@127.0.0.1:{farm.broker.port}/0" in batch.told()
        assert "s3cret" not in batch.told()


def test_a_broker_that_is_not_there_is_told_in_a_sentence(kata: Kata, make_kata: MakeKata, tmp_path: Path) -> None:
    """By batch and worker, with exit code 3 and no password."""
    url = f"redis://:s3cret@127.0.0.1:{free_port()}/0"
    handed_in = submissions(tmp_path / "handed-in", 1)
    for arguments in (["grade", make_kata(), handed_in, "--out", tmp_path / "out"], ["worker", "--cache", tmp_path]):
        outcome = kata(*arguments, "--queue", url)
        assert outcome.code == 3
        assert outcome.err.count("\n") == 1, outcome.err
        assert "the broker does not answer" in outcome.err
        assert "s3cret" not in outcome.err


def test_a_wrong_password_is_told_without_it(tmp_path: Path, kata: Kata) -> None:
    """Nor is the right one."""
    with farm_in(tmp_path, password="s3cret") as farm:
        outcome = kata("worker", "--cache", tmp_path, "--queue", farm.broker.url.replace("s3cret", "wr0ng"))
        assert outcome.code == 3, outcome.err
        assert "wr0ng" not in outcome.err
        assert "s3cret" not in outcome.err


def test_a_broker_that_goes_away_and_comes_back_costs_nothing(
    farm: Farm, kata: Kata, make_kata: MakeKata, tmp_path: Path
) -> None:
    """Batch and workers wait for it, and go on."""
    folder, handed_in = make_kata(toml=REAL_TIME), submissions(tmp_path / "handed-in", 6, each_ms=300)
    farm.worker("--jobs", "2")
    batch = farm.batch(folder, handed_in, "--out", tmp_path / "out")
    wait_for(lambda: judged(tmp_path / "out") >= 2)
    farm.broker.stop()
    time.sleep(1)
    farm.broker.start()
    assert batch.ended() == 0, batch.told()
    assert verdicts(tmp_path / "out").count("accepted") == 4


def test_who_waits_comes_before_a_batch(farm: Farm, make_kata: MakeKata, tmp_path: Path) -> None:
    """A task that is asked for now overtakes those that were asked for before, for whenever."""
    folder = make_kata()
    batch = farm.batch(folder, submissions(tmp_path / "many", 6), "--out", tmp_path / "batch")
    wait_for(lambda: farm.broker.waiting() == 6)
    now = farm.batch(folder, submissions(tmp_path / "one", 2), "--priority", "now", "--out", tmp_path / "now")
    wait_for(lambda: farm.broker.waiting() == 8)
    farm.worker("--jobs", "1")
    assert (now.ended(), batch.ended()) == (0, 0)
    assert max(ends(tmp_path / "now")) < min(ends(tmp_path / "batch"))


def ends(out: Path) -> list[str]:
    """When the submissions that were judged by somebody were."""
    reports = [json.loads(path.read_text()) for path in (out / "reports").rglob("one-*.json")]
    return [report["started_at"] for report in reports]


def hostile(folder: Path) -> Iterator[tuple[object, dict[str, str]]]:
    """Messages that mean no good, and how they are sent."""
    task = as_task(folder, "export const answer = 1;")
    escape = {"../../escaped.mjs": b"export const answer = 1;"}
    yield [], {}
    yield "x" * 10_000, {}
    yield [[], {}, {}], {"task": broker.TASK}
    yield [[{"batch": "../../x"}], {}, {}], {"task": broker.TASK}
    yield [["[" * 5000], {}, {}], {"task": broker.TASK}
    yield [[to_message(task)], {}, {}], {"task": "os.system"}
    for change in (
        {"slug": "../../../escaped"},
        {"solution": pack_files(escape)},
        {"solution": "AAAA"},
        {"content": pack_files({"../../escaped": b"x"})},
        {"content": pack_files({"tests/../../../escaped.mjs": b"x"})},
        {"content": pack_files({"kata.toml": b"title = 1"})},
        {"conditions": {"sandbox": "/", "time_limit_s": None, "memory_mb": None, "seed": None}},
    ):
        yield [[to_message(task) | change], {}, {}], {"task": broker.TASK}


def as_task(folder: Path, text: str) -> Task:
    """A task for a submission of a kata, as a batch sends it."""
    conditions = Conditions(sandbox="bubblewrap", time_limit_s=None, memory_mb=None, seed=None)
    solution = Solution(files={"solution.mjs": text.encode()}, entry="solution.mjs", path="")
    kata = collection.read(folder)
    digest_ = digest.of_kata(kata)
    return Task(
        batch="0" * 32,
        key=key(digest_, solution, conditions),
        slug=kata.slug,
        kata=digest_,
        solution=pack_files(solution.files),
        conditions=conditions,
        asked_by=versions(),
        content=pack_kata(kata),
    )


def test_hostile_messages_do_not_end_a_worker(farm: Farm, make_kata: MakeKata, tmp_path: Path) -> None:
    """It drops or refuses them, writes nothing where they say, and judges what comes then."""
    folder, worker = make_kata(), farm.worker("--jobs", "1")
    queue = broker.tasks_queue("bubblewrap")
    with broker.application(address.parse(farm.broker.url)).connection_for_write() as connection:
        producer = connection.Producer()
        for number, (body, headers) in enumerate(hostile(folder)):
            producer.publish(
                body, routing_key=queue.name, exchange=queue.exchange, declare=[queue], serializer="json",
                headers={"id": str(number), "lang": "py", **headers},
            )  # fmt: skip
        producer.publish(
            b"\x80\x04N.",
            routing_key=queue.name,
            exchange=queue.exchange,
            content_type="application/x-python-serialize",
            content_encoding="binary",
        )
        producer.publish(
            "{",
            routing_key=queue.name,
            exchange=queue.exchange,
            content_type="application/json",
            content_encoding="utf-8",
        )
    batch = farm.batch(folder, submissions(tmp_path / "handed-in", 2), "--out", tmp_path / "out")
    assert batch.ended() == 0, (batch.told(), worker.log.read_text())
    assert not list(tmp_path.rglob("*escaped*"))
    assert worker.stop() == 0


def test_a_worker_that_fails_at_one_after_the_other_pauses_and_says_why(
    farm: Farm, make_kata: MakeKata, tmp_path: Path
) -> None:
    """Here since others ask for what its version of kata does not judge; it takes tasks again after a while."""
    worker = farm.worker("--jobs", "1")
    app, queue = broker.application(address.parse(farm.broker.url)), broker.tasks_queue("bubblewrap")
    folder = make_kata()
    for number in range(3):
        values = to_message(as_task(folder, f"// {number}")) | {
            "key": f"{number:064}",
            "asked_by": "kata 9 with Node 99",
        }
        app.send_task(broker.TASK, args=[values], queue=queue)
    wait_for(lambda: worker.says("takes nothing for 5 s: the batch is of kata 9 with Node 99, and worker "))
    wait_for(lambda: worker.says("takes tasks again"))
    batch = farm.batch(folder, submissions(tmp_path / "handed-in", 2), "--out", tmp_path / "out")
    assert batch.ended() == 0, batch.told()
    assert worker.stop() == 0


def test_a_task_that_comes_again_is_not_judged_again(farm: Farm, make_kata: MakeKata) -> None:
    """The answer is what it was, to the millisecond that it took."""
    farm.worker("--jobs", "1")
    task, answers = as_task(make_kata(), "export const answer = (x) => 2 * x;"), broker.answers_queue("0" * 32)
    app = broker.application(address.parse(farm.broker.url))
    heard: list[dict[str, str]] = []
    with app.connection_for_write() as connection, connection.Consumer(
        answers, callbacks=[lambda body, _: heard.append(body)], accept=["json"], no_ack=True
    ):  # fmt: skip
        for _ in range(2):
            app.send_task(broker.TASK, args=[to_message(task)], queue=broker.tasks_queue("bubblewrap"))
        while [one["what"] for one in heard].count("judged") < 2:
            connection.drain_events(timeout=60)
    begun, first, second = heard
    assert begun["what"] == "begun"
    assert first == second


def test_without_the_extra_a_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an error of usage: nothing was begun."""
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(UsageError, match=r"pip install 'kata-runner\[celery\]'") as raised:
        address.parse("redis://127.0.0.1")
    assert raised.value.exit_code == 2


def test_the_commands_of_the_page_work(farm: Farm, kata: Kata, tmp_path: Path) -> None:
    """One after the other, with workers that go on until the page is read."""
    shown = commands((ROOT / "docs" / "scaling.md").read_text())
    (tmp_path / "submissions").mkdir()
    shutil.copy(SOLUTIONS / "accepted" / "reference.mjs", tmp_path / "submissions")
    assert shown
    for program, *arguments in shown:
        assert program == "kata"
        here = [farm.broker.url if "://" in one else one for one in arguments]
        if here[0] == "worker":
            farm.worker(*here[1:])
        else:
            outcome = kata(*here, cwd=tmp_path)
            assert outcome.code == 0, outcome.err


def test_the_manifest_of_the_page_is_one() -> None:
    """Kubernetes' schemas have nothing against it, and its command is one of ours."""
    text = (ROOT / "docs" / "scaling.md").read_text()
    (block,) = re.findall(r"^```yaml\n(.*?)^```", text, re.M | re.S)
    parts = list(yaml.safe_load_all(block))
    for part in parts:
        kubernetes_validate.validate(part, kubernetes_validate.latest_version(), strict=True)
    deployment = next(part for part in parts if part["kind"] == "Deployment")
    pod = deployment["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    program, command, *options = container["command"]
    assert (program, command) == ("kata", "worker")
    cli.commands[command].make_context(command, [*options, "--queue", "redis://127.0.0.1"])
    mounts = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}
    assert mounts == {"cache": options[options.index("--cache") + 1]}
    assert mounts.keys() == {volume["name"] for volume in pod["volumes"]}
    assert [variable["name"] for variable in container["env"]] == [address.VARIABLE]


def test_slots_are_the_workers_to_say(kata: Kata, make_kata: MakeKata, tmp_path: Path) -> None:
    """`--jobs` beside `--queue` is refused rather than ignored."""
    arguments = ("--queue", "redis://127.0.0.1", "--jobs", "2", "--out", tmp_path / "out")
    outcome = kata("grade", make_kata(), submissions(tmp_path / "handed-in", 1), *arguments)
    assert outcome.code == 2
    assert "kata worker --jobs" in outcome.err
