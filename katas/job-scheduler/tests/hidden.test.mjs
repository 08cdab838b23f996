import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { act } from 'kata';
import { draw, propertyOfMany, shuffle } from 'kata/property';
import {
  DAY,
  expressions,
  fieldsOf,
  HOUR,
  matchesBetween,
  MINUTE,
  nextMatch,
  questionsAbout,
  someTime,
  START,
} from './hidden.cron.mjs';
import { historyWith, replay } from './hidden.model.mjs';

const between = (min, max) => draw(fc.integer({ min, max }));
const repeat = (times, make) => Array.from({ length: times }, (_, n) => make(n));
const name = fc.stringMatching(/^[a-z]{3,8}-[a-z0-9]{1,4}$/);
const names = (count) => draw(fc.uniqueArray(name, { minLength: count, maxLength: count }));
const text = fc.stringMatching(/^[a-z]{4,8} [a-z]{2,6}$/);
const interval = fc.integer({ min: 200, max: 5000 });
const newError = () => new Error(draw(text));

// Steps.
const tick = (ms) => ['tick', ms];
const pass = (ms) => ['pass', ms];
const schedule = (...rest) => ['schedule', ...rest];
const [cancel, pause, resume] = ['cancel', 'pause', 'resume'].map((kind) => [kind, 'job']);
/** From one multiple of `ms` to the next, `times` times; a millisecond before and right then. */
const closely = (ms, times) => repeat(times, () => [tick(ms - 1), tick(1)]).flat();
const saved = tick(150); // some more than a save may take

const play = (steps, more) => act('history', { steps, ...more });
const withOneSlot = { options: { maxConcurrent: 1 } };

// Parts of what is seen.
const runsOf = (records, job) => records.flatMap(({ runs }) => runs).filter(([, label]) => !job || label === job);
const timesOf = (records, job) => runsOf(records, job).map(([time]) => time - START);
const eventsOf = (records) => records.flatMap(({ events }) => events);
const kindsOf = (records, job) =>
  eventsOf(records)
    .filter(([, payload]) => payload.name === job)
    .map(([kind]) => kind);
const jobOf = (record, job) => record.status[job];
const isError = (thrown) => thrown instanceof Error;

const ALL = ['runs', 'events', 'status'];
const NO_EVENTS = ['runs', 'status']; // a run may tell of its end or not when its job was cancelled or replaced

/** Runs, events and status of each step, job by job: jobs are independent. */
function byJob(steps, records, parts) {
  const sorted = {
    runs: ({ runs }) => runs.toSorted(([, a], [, b]) => (a < b ? -1 : Number(a > b))),
    events: ({ events }) => Object.groupBy(events, ([, payload]) => payload?.name),
    status: ({ status }) => status,
  };
  return records.map((record, n) => [steps[n], ...parts.map((part) => sorted[part](record))]);
}

const compare = ({ from, steps }, seen, parts) =>
  assert.deepEqual(byJob(steps, seen, parts), byJob(steps, replay(from, steps), parts));

/** Holds parts of what is seen of histories against the model. Long ones go first: what a wrong solution leaves behind
 * goes on in those that follow. */
async function follow(parts, ...histories) {
  const drawn = histories.map((steps) => ({ from: draw(someTime), steps }));
  const seen = await act('histories', drawn);
  for (const [n, history] of drawn.entries()) compare(history, seen[n], parts);
}

const followAny = (histories, parts, runs) =>
  propertyOfMany(histories, {
    observe: (drawn) => act('histories', drawn),
    check: (history, seen) => compare(history, seen, parts),
    runs,
    shrinks: 40,
  });

/** Holds next runs, in the status and as they are told, against the model. */
const nextRunsAre = (questions, runs = 16) =>
  propertyOfMany(questions, {
    async observe(drawn) {
      const seen = await act('next_runs', drawn.flat());
      return drawn.map((some) => seen.splice(0, some.length));
    },
    check(asked, seen) {
      const date = (match) => (match ? new Date(match) : null);
      const answers = asked.map(([time, expression], n) => {
        const next = date(nextMatch(expression, time));
        const { threw, nextRun, told } = seen[n];
        return { asked: [new Date(time), expression], expected: [next, [next]], actual: threw ?? [nextRun, told] };
      });
      const shown = (kind) => answers.map((answer) => [answer.asked, answer[kind]]);
      assert.deepEqual(shown('actual'), shown('expected'));
    },
    runs,
    shrinks: 20,
  });

const withinADay = { within: 23 * HOUR };

/** The same expression, asked for at each of the times. */
const asked = (expression, ...times) => times.map((time) => [time, expression]);
const nextRunIs = (...questions) => nextRunsAre(fc.constant(questions.flat()), 1);

test('C1 an interval job runs one interval after it was scheduled, and then every interval', async () => {
  const [ms, offset] = [draw(interval), between(1, 5000)];
  const seen = await play([tick(offset), schedule(draw(name), ms), ...closely(ms, 4)]);
  const expected = repeat(4, (n) => offset + (n + 1) * ms);
  assert.deepEqual(timesOf(seen), expected);
  const counts = seen.map(({ runs }) => runs.length);
  assert.deepEqual(counts, [0, 0, 0, 1, 0, 1, 0, 1, 0, 1]);
});

test('C2 events tell what becomes of a job', async () => {
  const [job, ms, takes, error] = [draw(name), between(1000, 5000), between(2, 900), newError()];
  const stop = ['cancel', job];
  const long = (plan) => [schedule(job, ms, { takes, ...plan }), tick(ms), tick(takes - 1), tick(1), stop];
  const steps = [schedule(job, ms), tick(3 * ms), stop, ...long({}), ...long({ rejects: error })];
  const seen = await play(steps, { from: START });
  const nextRun = (begin) => new Date(START + begin + ms);
  const start = (runCount) => ['jobStart', { name: job, runCount }];
  const complete = (runCount) => ['jobComplete', { name: job, runCount }];
  const cancelled = ['cancelled', { name: job }];
  const failed = ['jobError', { name: job, error: error.message }];
  const expected = [
    [['scheduled', { name: job, nextRun: nextRun(0) }]],
    [start(1), complete(1), start(2), complete(2), start(3), complete(3)],
    [cancelled],
    [['scheduled', { name: job, nextRun: nextRun(3 * ms) }]],
    ...[[start(1)], [], [complete(1)], [cancelled]],
    [['scheduled', { name: job, nextRun: nextRun(4 * ms + takes) }]],
    ...[[start(1)], [], [failed], [cancelled]],
  ];
  const actual = seen.map(({ events }) => events);
  assert.deepEqual(actual, expected);
});

test('C3 the next run of a cron job is the next whole minute that matches, and never now', async () => {
  const expression = draw(expressions.inAnHour);
  const match = nextMatch(expression, draw(someTime));
  const moments = [match - 1, match, match + 1, nextMatch(expression, match)];
  await nextRunIs(asked('* * * * *', ...moments), asked(expression, ...moments));
  await nextRunsAre(questionsAbout(expressions.everyMinute), 4);
});

test('C4 steps, lists, ranges and numbers of minutes and hours', async () => {
  await nextRunsAre(questionsAbout(expressions.inADay, withinADay));
});

test('C5 weekdays, months and days of the month', async () => {
  await nextRunsAre(questionsAbout(expressions.inAYear, withinADay), 24);
});

test('C6 an expression that has not five fields is refused', async () => {
  const fields = repeat(9, () => draw(fc.constantFrom('*', '1', '2-4', '*/5', '1,3')));
  const lengths = [1, 2, 3, 4, 6, 7, 9];
  const seen = await act('attempts', ['', ...lengths.map((length) => fields.slice(0, length).join(' '))]);
  assert.equal(seen.length, lengths.length + 1);
  for (const { threw } of seen) {
    assert.ok(isError(threw));
    assert.equal(threw.message, 'Invalid cron expression');
  }
});

test('C7 a cron job runs at every match', async () => {
  const expression = `*/${between(4, 14)} ${between(2, 5)}-${between(9, 12)} * * *`;
  const from = draw(someTime);
  const seen = await play([schedule('job', expression), ...repeat(6, () => tick(4 * HOUR))], { from });
  const expected = matchesBetween(expression, from, from + DAY).map((match) => [match, 'job']);
  assert.deepEqual(runsOf(seen), expected);
});

test('C8 a job that was cancelled does not run any more and is forgotten', async () => {
  const ms = draw(interval);
  const other = schedule('other', 9999);
  await follow(
    NO_EVENTS,
    [schedule('job', '*/5 * * * *'), tick(20 * MINUTE), cancel, tick(HOUR)],
    [schedule('job', ms), other, tick(2 * ms), tick(ms - 1), cancel, tick(3 * ms)],
  );
});

test('C9 a name that is scheduled again is another job', async () => {
  const [ms, other] = [draw(interval), draw(interval)];
  const second = [schedule('job', other, {}, 'second'), ...closely(other, 3)];
  await follow(
    ALL,
    [schedule('job', '*/3 * * * *', {}, 'first'), tick(MINUTE), schedule('job', 50_000), tick(4 * MINUTE)],
    [schedule('job', ms, {}, 'first'), tick(2 * ms), tick(ms - 1), ...second],
    [schedule('job', ms, {}, 'first'), tick(ms), pause, tick(ms), ...second],
  );
});

test('C10 a paused job does not run, and goes on after resume with a fresh next run', async () => {
  const ms = draw(interval);
  const cron = `*/${between(5, 25)} * * * *`;
  await follow(
    ALL,
    [schedule('job', cron), tick(HOUR), pause, tick(between(1, 5 * HOUR)), resume, tick(2 * HOUR)],
    [schedule('job', ms), tick(ms), tick(ms - 1), pause, tick(between(1, 9000)), resume, ...closely(ms, 2)],
    [schedule('job', ms), pause, pause, tick(2 * ms), resume, tick(2 * ms)],
  );
});

test('C11 a job that fails keeps its schedule', async () => {
  const [ms, error] = [draw(interval), newError()];
  const plans = [{ rejects: error }, { throws: error }, { takes: 150, rejects: error }];
  await follow(ALL, ...plans.map((plan) => [schedule('job', ms, plan), ...repeat(4, () => tick(ms + 150))]));
  await follow(ALL, ...plans.map((plan) => [schedule('job', '*/10 * * * *', plan), tick(HOUR), tick(1000)]));
});

test('C12 the next run is computed when the handler has finished', async () => {
  const [ms, takes] = [between(500, 2000), between(50, 4000)];
  const seen = await play([schedule('job', ms, { takes }), tick(4 * (ms + takes) - 1)]);
  const expected = repeat(4, (n) => ms + n * (ms + takes));
  assert.deepEqual(timesOf(seen), expected);
  const minutes = between(2 * MINUTE + 1, 10 * MINUTE);
  await follow(NO_EVENTS, [schedule('job', '* * * * *', { takes: minutes }), tick(HOUR)]);
});

test('C13 a run that finds no room is tried again every 1000 ms', async () => {
  const maxConcurrent = between(1, 4);
  const first = between(1000, 3000);
  const late = between(10, 900); // how much later the other one is due
  const tries = between(1, 6); // the last of them finds room
  const takes = late + tries * 1000 - between(1, 990);
  const busy = repeat(maxConcurrent, (n) => schedule(`busy ${n}`, first, { takes }));
  const ms = first + late;
  const steps = [...busy, schedule('late', ms), tick(ms + (tries - 1) * 1000), tick(999), tick(1)];
  const seen = await play(steps, { options: { maxConcurrent } });
  assert.deepEqual(timesOf(seen, 'late'), [ms + tries * 1000]);
  assert.deepEqual(kindsOf(seen, 'late'), ['scheduled', 'jobStart', 'jobComplete']);
  const { runCount, lastRun, running } = jobOf(seen.at(-2), 'late');
  assert.deepEqual({ runCount, lastRun, running }, { runCount: 0, lastRun: null, running: false });
});

test('C13 a run that finds room is not put off, and one that was counts its interval from its end', async () => {
  const maxConcurrent = between(2, 4);
  const together = repeat(maxConcurrent, (n) => schedule(`job ${n}`, 1000 + n, { takes: 5000 }));
  const seen = await play([...together, tick(3000)], { options: { maxConcurrent } });
  const expected = repeat(maxConcurrent, (n) => 1000 + n);
  assert.deepEqual(timesOf(seen), expected);
  for (const plan of [{ takes: 300 }, { takes: 300, rejects: newError() }, { throws: newError() }]) {
    const inTurn = repeat(3, (n) => schedule(`job ${n}`, 1000 + 400 * n, plan));
    assert.deepEqual(timesOf(await play([...inTurn, tick(999), tick(1000)], withOneSlot)), [1000, 1400, 1800]);
  }

  const [ms, takes] = [MINUTE + between(1, 400), between(50, 500)];
  const busy = schedule('busy', '1 0 * * *', { takes: 3500 }); // from one minute on, and then tomorrow
  const waited = await play([busy, schedule('late', ms, { takes }), tick(3 * MINUTE)], withOneSlot);
  const begins = ms + 4000;
  assert.deepEqual(timesOf(waited, 'late'), [begins, begins + takes + ms]);
});

test('C14 getStatus tells of each job, before, in and after a run, and does not change later', async () => {
  const [first, second] = names(2);
  const [ms, takes] = [draw(interval), between(100, 900)];
  const failing = schedule(second, ms, { rejects: newError() });
  await follow(
    ['status'],
    [tick(1)],
    [schedule(first, ms, { takes }), schedule(second, '*/5 * * * *'), tick(ms), tick(takes - 1)],
    [schedule(first, ms), tick(ms), tick(ms)],
  );
  const { runCount, lastRun } = jobOf((await play([failing, tick(ms), tick(1)])).at(-1), second);
  assert.deepEqual({ runCount, lastRun }, { runCount: 1, lastRun: new Date(START + ms) });

  const steps = [schedule('job', ms, { takes: 100 }), tick(ms), tick(100), pause, resume, tick(ms)];
  const kept = await act('kept_statuses', steps);
  assert.equal(kept.length, steps.length);
  for (const { atTheEnd, copy } of kept) assert.deepEqual(atTheEnd, copy);
});

/** The file as the status has it. */
const savedOf = (status, configs) =>
  Object.fromEntries(
    Object.entries(status).map(([job, { nextRun, lastRun, runCount, enabled }]) => [
      job,
      { config: configs[job], nextRun: toText(nextRun), lastRun: toText(lastRun), runCount, enabled },
    ]),
  );
const toText = (date) => date?.toISOString() ?? null;
const configOf = (ms) => ({ type: 'interval', interval: ms });

test('C15 the file has all jobs, after schedule, cancel and each run', async () => {
  const [first, second] = names(2);
  const [ms, other] = [between(1000, 5000), between(5000, 9000)];
  const configs = { [first]: configOf(ms), [second]: configOf(other) };
  const whole = schedule(second, configs[second], { takes: 50, rejects: newError() });
  const changes = [schedule(first, ms), tick(ms), whole, ['cancel', first], tick(other), ['cancel', second]];
  const [[init, ...records]] = await act('programs', [
    { steps: [['init'], ...changes.flatMap((one) => [one, saved])] },
  ]);
  assert.equal(init.file, undefined);
  const afterSaves = records.filter((_, n) => n % 2);
  assert.equal(afterSaves.length, changes.length);
  for (const { file, status } of afterSaves) assert.deepEqual(file, savedOf(status, configs));
});

test('C15 the file has the fields of a cron expression as lists', async () => {
  const expression = draw(expressions.inAYear);
  const setTime = Math.floor(draw(someTime) / MINUTE) * MINUTE + between(1, 50_000); // it does not run meanwhile
  const steps = [['init'], schedule('job', expression), saved];
  const [[, , { file, status }]] = await act('programs', [{ steps, setTime }]);
  const { type, minutes, hours, days, months, weekdays } = file.job.config;
  const config = { type, minutes, hours, days, months, weekdays }; // without what a solution may add
  assert.deepEqual(config, { type: 'cron', ...fieldsOf(expression).lists });
  assert.deepEqual({ job: { ...file.job, config } }, savedOf(status, { job: config }));
});

test('C15 init tells what it has loaded, and schedules nothing', async () => {
  const [job, other] = names(2);
  const ms = draw(interval);
  const first = [['init'], schedule(job, ms), schedule(other, '0 12 * * 1-5'), tick(3 * ms), saved];
  const [before, [loaded, waited]] = await act('programs', [{ steps: first }, { steps: [['init'], tick(2 * ms)] }]);
  assert.equal(before[0].threw, null);
  assert.deepEqual(before[0].events, []);
  assert.equal(loaded.threw, null);
  assert.deepEqual(loaded.events, [['loaded', before.at(-1).file]]);
  assert.deepEqual([loaded.status, waited.runs, waited.events], [{}, [], []]);
});

test('C16 init rejects when the file is no JSON or cannot be read', async () => {
  const whole = JSON.stringify({ [draw(name)]: { runCount: between(1, 99) } });
  for (const content of [whole.slice(0, between(1, whole.length - 2)), '', draw(text), null]) {
    const [[{ threw, events }]] = await act('programs', [{ content, steps: [['init']] }]);
    assert.ok(isError(threw));
    assert.deepEqual(events, []);
  }
  const [[{ threw }]] = await act('programs', [{ steps: [['init']] }]);
  assert.equal(threw, null); // nobody gets a point for rejecting alone
});

test('C16 without a path nothing is loaded or saved', async () => {
  const ms = draw(interval);
  const steps = [['init'], schedule('job', ms), tick(2 * ms), cancel, saved];
  const { records, files } = await act('without_a_path', steps);
  assert.deepEqual([records[0].threw, records[0].events, files], [null, [], []]);
  assert.equal(runsOf(records).length, 2);
});

test('C17 an object is a config', async () => {
  const ms = draw(interval);
  await follow(ALL, [tick(between(1, 5000)), schedule('job', configOf(ms)), ...closely(ms, 3)]);
});

test('C18 the methods return the scheduler, and names that nobody knows do no harm', async () => {
  const [job, unknown] = names(2);
  const ms = draw(interval);
  const kinds = shuffle(['cancel', 'pause', 'resume']);
  const [known, unknowns] = [job, unknown].map((one) => kinds.map((kind) => [kind, one]));
  const scheduled = [schedule(job, '* * * * *'), schedule(job, ms)];
  const seen = await play([tick(1), ...known, ...scheduled, ...unknowns, tick(ms), ...known]);
  const methods = seen.filter((_, n) => n !== 0 && n !== 9).map(({ chained, threw }) => ({ chained, threw }));
  const expected = methods.map(() => ({ chained: true, threw: null }));
  assert.deepEqual(methods, expected);
  assert.deepEqual(timesOf(seen), [1 + ms]);
  assert.deepEqual(Object.keys(seen[9].status), [job]);
});

test('C19 ten jobs run at a time when maxConcurrent is left out', async () => {
  const jobs = repeat(12, (n) => schedule(`job ${n}`, 1000 + n, { takes: 60_000 }));
  for (const options of [undefined, {}]) {
    const seen = await play([...jobs, tick(30_000)], { options });
    assert.equal(runsOf(seen).length, 10);
  }
});

test('C20 two schedulers share nothing', async () => {
  const [first, second] = [draw(interval), draw(interval)];
  const steps = [first, second].map((ms) => [schedule('job', ms), tick(3 * ms), cancel, tick(ms)]);
  const seen = await act('schedulers_in_turn', steps);
  compare({ from: START, steps: steps[0] }, seen[0], ALL);
  compare({ from: START + 4 * first, steps: steps[1] }, seen[1], ALL);
});

test('C20 jobs do not depend on each other, whatever becomes of them', async () => {
  await followAny(historyWith(), ALL, 24);
});

/** A job up to some moment of its first run, and what that run takes in all. */
function inItsFirstRun(plan = {}) {
  const [ms, takes] = [draw(interval), between(100, 5000)];
  return { ms, takes, steps: [schedule('job', ms, { takes, ...plan }, 'first'), tick(ms + between(0, takes - 1))] };
}
/** By cron: it begins within five minutes, and ends after more than six. */
const inItsFirstRunByCron = [schedule('job', '*/5 * * * *', { takes: 6 * MINUTE }, 'first'), tick(5 * MINUTE)];

test('E1 a job that is cancelled while it runs is gone for good', async () => {
  const [well, failing] = [inItsFirstRun(), inItsFirstRun({ rejects: newError() })];
  await follow(
    NO_EVENTS,
    [...inItsFirstRunByCron, cancel, tick(HOUR)],
    ...[well, failing].map(({ steps, ms, takes }) => [...steps, cancel, tick(takes), tick(5 * (ms + takes))]),
  );
});

test('E2 a job that is replaced while it runs does not come back, and its end is nothing to the new one', async () => {
  const other = between(1000, 5000);
  const [well, failing] = [inItsFirstRun(), inItsFirstRun({ rejects: newError() })];
  const second = [schedule('job', other, {}, 'second'), ...closely(other, 4), tick(10_000)];
  await follow(
    NO_EVENTS,
    [...well.steps, schedule('job', '*/5 * * * *', {}, 'second'), tick(HOUR)],
    [...inItsFirstRunByCron, ...second],
    [...well.steps, ...second],
    [...failing.steps, ...second],
  );

  const ms = between(300, 900);
  const replaced = [schedule('job', ms, { takes: 2000 }, 'first'), tick(ms)];
  replaced.push(schedule('job', 1500, { takes: 3000 }, 'second'));
  await follow(
    NO_EVENTS,
    [...replaced, tick(1500), tick(600), tick(2399), tick(1)],
    [...replaced, pause, tick(2100), resume, tick(1500)],
    [...replaced, cancel, tick(9000)],
  );
  await followAny(historyWith('E2'), NO_EVENTS, 8);
});

test('E3 resume of an enabled job that is idle or runs changes nothing', async () => {
  const ms = draw(interval);
  const resumes = [resume, tick(between(1, ms - 1)), resume, resume];
  const { steps, takes } = inItsFirstRun();
  await follow(
    NO_EVENTS,
    [schedule('job', '*/5 * * * *'), tick(MINUTE), resume, tick(HOUR)],
    [schedule('job', ms), ...resumes, ...closely(ms, 4), ...resumes, tick(3 * ms)],
    [schedule('job', ms), ...resumes, tick(2 * ms), cancel, tick(5 * ms)],
    [schedule('job', ms), ...resumes, tick(2 * ms), pause, tick(5 * ms)],
    [...steps, resume, resume, tick(takes), tick(9000)],
  );
});

test('E3 resume of a job that waits for a slot changes nothing', async () => {
  const wait = between(1300, 9000); // the slot is taken from 1000 to 51000, and again from 52000 on
  const steps = [schedule('busy', 1000, { takes: 50_000 }), schedule('job', 1200), tick(wait)];
  const seen = await play([...steps, resume, resume, tick(51_900 - wait)], withOneSlot);
  assert.deepEqual(timesOf(seen, 'job'), [51_200]);
});

test('E4 a job that is paused while it runs finishes, and has one schedule when it is resumed', async () => {
  const { steps, takes, ms } = inItsFirstRun();
  const toAndFro = repeat(between(1, 3), () => [pause, resume]).flat();
  const after = [tick(takes), ...closely(ms, 1), tick(5 * (ms + takes))];
  await follow(
    ALL,
    [...inItsFirstRunByCron, pause, resume, tick(HOUR), pause, tick(HOUR)],
    [...steps, pause, ...after],
    [...steps, ...toAndFro, ...after],
    [...steps, ...toAndFro, pause, ...after],
    [...steps, pause, tick(takes + between(0, 5000)), resume, ...after],
  );
  await followAny(historyWith('E4'), ALL, 8);
});

test('E5 the next run may be days, months or years ahead', async () => {
  await nextRunsAre(questionsAbout(expressions.inAYear, { count: 4 }));
  const leapDay = `${between(0, 59)} ${between(0, 23)} 29 2 *`;
  for (const time of [START, Date.UTC(2096, 2, 1), Date.UTC(2096, 11, 31)]) await nextRunIs(asked(leapDay, time));

  const weekly = `${between(0, 59)} ${between(0, 23)} * * ${between(0, 6)}`;
  const from = draw(someTime);
  const times = timesOf(await play([schedule('job', weekly), pass(22 * DAY)], { from }));
  const expected = matchesBetween(weekly, from, from + 22 * DAY).map((match) => match - START);
  assert.deepEqual(times, expected);
});

test('E5 an expression that never matches has no next run', async () => {
  const never = draw(fc.constantFrom('0 0 30 2 *', '0 0 31 4 *', '*/5 * 31 2,4,6,9,11 *', '0 12 30-31 2 *'));
  const seen = await play([schedule('job', never), pass(10 * DAY)], { from: draw(someTime) });
  assert.equal(seen[0].threw, null);
  assert.deepEqual(seen[0].events, [['scheduled', { name: 'job', nextRun: null }]]);
  assert.deepEqual([runsOf(seen), jobOf(seen.at(-1), 'job').nextRun], [[], null]);
});

test('E6 ranges have steps', async () => {
  await nextRunsAre(questionsAbout(expressions.steppedRange, withinADay));
});

test('E7 lists have ranges and steps', async () => {
  await nextRunsAre(questionsAbout(expressions.mixedList, withinADay));
});

test('E8 weekday 7 is Sunday', async () => {
  await nextRunsAre(questionsAbout(expressions.seven, withinADay));
});

test('E9 either of a restricted day of the month and a restricted weekday is enough', async () => {
  await nextRunsAre(questionsAbout(expressions.either, withinADay));

  const first = Date.UTC(2030 + between(0, 3), between(1, 11)); // of a month; the day before is the weekday
  const [month, weekday] = [new Date(first).getUTCMonth() + 1, new Date(first - DAY).getUTCDay()];
  const expression = `${between(0, 59)} 1,22 1 ${month} ${weekday}`;
  await nextRunIs(asked(expression, first - between(2 * HOUR + 1, 4 * HOUR)));
});

const FIELDS = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
];

/** Holds that each of the texts is refused, as the nth of five fields that are right otherwise. */
async function areRefused(texts) {
  const good = fc.constantFrom('*', '2', '1-3', '*/2');
  const wrong = texts.map(([field, n]) => Array(5).fill(draw(good)).with(n, field).join(' '));
  const seen = await act('attempts', wrong);
  const accepted = wrong.filter((_, n) => !isError(seen[n].threw) || seen[n].jobs.length > 0);
  assert.deepEqual(accepted, []);
}

test('E10 numbers out of range, and all that is malformed, are refused', async () => {
  const outside = FIELDS.flatMap(([min, max], n) => {
    const above = max + between(1, 40);
    const texts = [`${max + 1}`, `${above}`, `${min}-${max + 1}`, `${min},${above}`, `${max + 1}/2`, `1,${above},2`];
    return [...texts, ...(min ? ['0', '0-3', '0,2'] : [])].map((field) => [field, n]);
  });
  await areRefused(outside);

  const word = draw(fc.stringMatching(/^[a-z]{1,4}$/));
  const words = [word, word.toUpperCase(), `${word}-5`, `1-${word}`, `*/${word}`, `1,${word}`, '?', 'L', '#', '-'];
  const numbers = ['5x', 'x5', '1.5', '-1', '+1', '1e0', '0x1', '1-3x', '*/2x', '2,3x'];
  const lists = ['-3', '1-', '1-2-3', '5-3', '7-2/2', '1,,2', ',1', '1,', ',', '**', '*5', '5*', '*-5', '1-*'];
  const steps = ['*/0', '1-5/0', '2/0', '*/-1', '*/', '/2', '/', '*/2/3', '*/1.5', '1-5/', '2,*/0', '*/*', '1/2-3'];
  await areRefused([
    ['MON', 4],
    ['sun', 4],
    ['JAN', 3],
    ['1-fri', 4],
  ]);
  await areRefused([...words, ...numbers, ...lists, ...steps].flatMap((field) => repeat(5, (n) => [field, n])));
});

test('E11 extra blanks mean nothing, and are no fields', async () => {
  const blanks = () => draw(fc.stringMatching(/^[ \t]{1,4}$/));
  const parts = draw(expressions.inADay).split(' ');
  const spaced = [parts.join(blanks()), ` ${parts.join('  ')}`, `${parts.join(' ')}${blanks()}`];
  spaced.push(parts.join('\t'), blanks() + parts.join(`${blanks()} `) + blanks());
  const from = draw(someTime);
  await nextRunIs(
    ...spaced.map((expression) => asked(expression, nextMatch(expression, from) - between(1, MINUTE - 1))),
  );

  const four = ['*', '1', '2', '3'];
  const wrong = [four.join('  '), ` ${four.join(' ')}`, `${four.join(' ')} `, ' ', '     ', '\t\t\t\t'];
  const attempts = await act('attempts', wrong);
  assert.deepEqual(
    attempts.map(({ threw }) => threw?.message),
    wrong.map(() => 'Invalid cron expression'),
  );
});

test('E12 steps of days and months begin at 1', async () => {
  await nextRunsAre(questionsAbout(expressions.stepOfDays, withinADay));
});

test('E13 a number with a step begins there', async () => {
  await nextRunsAre(questionsAbout(expressions.startWithStep, withinADay));
});

test('E14 a run may be further ahead than a timer can wait', async () => {
  const match = Date.UTC(2030, between(3, 11), 1);
  const monthly = `0 0 1 ${new Date(match).getUTCMonth() + 1} *`;
  const waits = [2 ** 31 + between(0, DAY), 2 ** 32 + between(0, DAY)].map((ms) => [ms, START, ms]);
  waits.push([monthly, match - 30 * DAY, 30 * DAY]);
  for (const [config, from, ms] of waits) {
    const scheduled = schedule('job', config);
    // First for a moment: whatever goes off at once then goes off every millisecond.
    assert.deepEqual(runsOf(await play([scheduled, tick(100)], { from })), []);
    const runs = (await play([scheduled, pass(ms - 1), pass(1), pass(1000)], { from })).map((record) => record.runs);
    assert.deepEqual(runs, [[], [], [[from + ms, 'job']], []]);
  }
});

test('E15 an interval that is no positive number is refused', async () => {
  const intervals = [0, -0, NaN, -1, -between(2, 10_000), -0.5, Infinity, -Infinity];
  const configs = intervals.flatMap((ms) => [ms, configOf(ms)]);
  const attempts = await act('attempts', configs);
  assert.equal(attempts.length, configs.length);
  for (const { threw, jobs } of attempts) {
    assert.ok(isError(threw));
    assert.deepEqual(jobs, []);
  }
});

/** One job that keeps the only slot from 60000 to 67500, until tomorrow, and another that waits for it from 60200 on. */
const waiting = (label) => [
  schedule('busy', '1 0 * * *', { takes: 7500 }),
  schedule('job', 60_200, {}, label),
  tick(between(60_300, 65_000)),
];

test('E16 a job that waits for a slot can be cancelled or replaced', async () => {
  const gone = await play([...waiting('job'), cancel, tick(20_000)], withOneSlot);
  assert.deepEqual(timesOf(gone, 'job'), []);
  assert.deepEqual(Object.keys(gone.at(-1).status), ['busy']);
  const replaced = await play([...waiting('first'), schedule('job', 30_000, {}, 'second'), tick(31_000)], withOneSlot);
  assert.deepEqual([timesOf(replaced, 'first').length, timesOf(replaced, 'second').length], [0, 1]);
});

test('E17 a job that waits for a slot can be paused, and goes on after resume with a whole interval', async () => {
  const paused = [...waiting('job'), pause, tick(10_000)];
  const seen = await play([...paused, resume, ...closely(60_200, 3)], withOneSlot);
  const { enabled, nextRun, runCount } = jobOf(seen[4], 'job');
  assert.deepEqual({ enabled, nextRun, runCount }, { enabled: false, nextRun: null, runCount: 0 });
  const counts = seen.slice(3).map((record) => runsOf([record], 'job').length);
  assert.deepEqual(counts, [0, 0, 0, 0, 1, 0, 1, 0, 1]);
});

test('E18 a handler may reject or throw anything', async () => {
  const things = [null, undefined, draw(text), 0, false, {}, Object.create(null), [], Symbol('why'), { message: 7 }];
  for (const how of ['rejects', 'throws']) {
    const ms = draw(interval);
    const jobs = things.map((thing, n) => schedule(`job ${n}`, ms + n, { [how]: thing }));
    const seen = await play([...jobs, tick(2 * ms + 30)]);
    for (const [, job, each] of jobs) {
      assert.deepEqual(kindsOf(seen, job), ['scheduled', 'jobStart', 'jobError', 'jobStart', 'jobError']);
      assert.deepEqual(timesOf(seen, job), [each, 2 * each]);
    }
  }
});

test('E19 what listeners throw changes nothing', async () => {
  const [ms, takes, error] = [draw(interval), between(1, 150), newError()];
  const [well, failing] = [
    [{}, { takes }],
    [{ rejects: error }, { throws: error }],
  ];
  for (const [event, plans] of Object.entries({ jobStart: well, jobComplete: well, jobError: failing })) {
    for (const plan of plans) {
      const steps = [schedule('job', ms, plan), ...repeat(3, () => tick(ms)), tick(takes * 4)];
      compare({ from: START, steps }, await play(steps, { throwing: [event] }), ALL);
    }
    const inTurn = repeat(3, (n) => schedule(`job ${n}`, 1000 + 300 * n, { ...plans[1], takes: 100 }));
    const seen = await play([...inTurn, tick(1999)], { ...withOneSlot, throwing: [event] });
    assert.deepEqual(timesOf(seen).slice(0, 3), [1000, 1300, 1600]);
  }
});

test('E20 pause and resume are saved', async () => {
  const [job, other] = names(2);
  const configs = { [job]: configOf(9000), [other]: configOf(8000) };
  const jobs = [['init'], schedule(job, 9000), schedule(other, 8000), tick(between(1, 7000))];
  const [records] = await act('programs', [{ steps: [...jobs, ['pause', job], saved, ['resume', job], saved] }]);
  const [paused, , resumed] = records.slice(-3);
  assert.equal(paused.file[job].enabled, false);
  assert.deepEqual(paused.file, savedOf(paused.status, configs));
  assert.deepEqual(resumed.file, savedOf(resumed.status, configs));
});

test('E21 jobs run also when the file cannot be written, and the next save is made as ever', async () => {
  const ms = draw(interval);
  const steps = [schedule('job', ms), tick(2 * ms), pause, resume, tick(ms), saved];
  const more = [...steps, cancel, saved];
  const blocked = await act('unwritable', { obstacle: 'file', steps: more, later: [] });
  compare({ from: START, steps: more }, blocked.records, NO_EVENTS);
  const freed = await act('unwritable', { obstacle: 'folder', steps, later: [tick(ms)] });
  compare({ from: START, steps }, freed.records, NO_EVENTS);
  assert.deepEqual(freed.file, savedOf(freed.later.at(-1).status, { job: configOf(ms) }));
});

/** Changes to jobs that are idle all the time. */
const changes = (count) => {
  const configs = repeat(4, () => between(50_000, 90_000));
  const scheduled = (n) => schedule(`job ${n}`, configs[n]);
  const one = () => {
    const n = between(0, 3);
    return draw(
      fc.constantFrom(scheduled(n), scheduled(n), ...['cancel', 'pause', 'resume'].map((k) => [k, `job ${n}`])),
    );
  };
  const steps = [scheduled(0), ...repeat(count, one), scheduled(3)];
  return { steps, configs: Object.fromEntries(configs.map((ms, n) => [`job ${n}`, configOf(ms)])) };
};

test('E22 writes that take long do not overwrite what came later', async () => {
  const ms = between(1000, 5000);
  const run = [schedule('job', ms), schedule('other', ms + 5000), tick(ms)];
  const runs = { steps: run, configs: { job: configOf(ms), other: configOf(ms + 5000) } };
  for (const { steps, configs } of [changes(0), changes(1), changes(6), runs]) {
    const { status, file } = await act('first_write_hangs', { steps: steps.flatMap((one) => [one, saved]), wait: 150 });
    assert.deepEqual(file, savedOf(status, configs));
  }

  for (const count of [1, 8]) {
    const { steps, configs } = changes(count);
    const delays = draw(fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 2, maxLength: 7 }));
    const input = { delays, steps: steps.flatMap((step) => [step, tick(between(0, 40))]), wait: 45_000 };
    const { status, file } = await act('writes_take_long', input);
    assert.deepEqual(file, savedOf(status, configs));
  }
});

/** Configs that schedule refuses: all of these, unless it misses what E10 and E15 are about. */
async function badConfigs() {
  const noInterval = draw(fc.constantFrom(0, -5, NaN));
  const sixOrFour = draw(fc.constantFrom('* * * *', '', '1 2 3 4 5 6'));
  const configs = [sixOrFour, '99 * * * *', '*/0 * * * *', 'a b c d e', noInterval, configOf(noInterval)];
  const seen = await act('attempts', configs);
  return configs.filter((_, n) => n === 0 || isError(seen[n].threw));
}

test('E23 a bad config changes nothing, and makes no job', async () => {
  const ms = draw(interval);
  const wait = between(1, ms - 1);
  const bad = await badConfigs();
  const histories = bad.map((config) => {
    const steps = [schedule('job', ms), tick(ms), tick(wait), schedule('job', config, {}, 'bad'), tick(2 * ms - wait)];
    return { from: START, steps: [schedule('none', config), ...steps] };
  });
  const played = await act('histories', histories);
  assert.equal(played.length, histories.length);
  for (const [none, ...seen] of played) {
    assert.deepEqual([isError(none.threw), none.events, none.status], [true, [], {}]);
    assert.deepEqual([isError(seen[3].threw), seen[3].events, seen[3].status], [true, [], seen[2].status]);
    const times = runsOf(seen).map(([time, label]) => [time - START, label]);
    assert.deepEqual(times, [
      [ms, 'job'],
      [2 * ms, 'job'],
      [3 * ms, 'job'],
    ]);
  }
});

/** A program that leaves jobs in the file: two that have run, one of them paused since, and one that has not. */
const leaves = (ms) => {
  const jobs = [schedule('ran', ms), schedule('job', ms), schedule('new', 20 * DAY), tick(3 * ms), pause];
  return { steps: [['init'], ...jobs, tick(2 * ms), saved], setTime: START };
};

test('E24 a job that is scheduled again goes on counting', async () => {
  const ms = draw(interval);
  const later = START + between(1, 500) * HOUR;
  const steps = [['init'], schedule('ran', ms), tick(ms), schedule('new', ms), tick(ms)];
  const [, seen] = await act('programs', [leaves(ms), { setTime: later, steps }]);
  const status = (count, last, next) => ({
    enabled: true,
    running: false,
    runCount: count,
    lastRun: last && new Date(last),
    nextRun: new Date(next),
  });
  const [second, third] = [later + ms, later + 2 * ms];
  const [ran, fresh] = ['ran', 'new'].map((job) => seen.map((record) => jobOf(record, job)));
  assert.deepEqual(ran.slice(1, 3), [status(5, START + 5 * ms, second), status(6, second, third)]);
  assert.deepEqual([ran[4], fresh[3]], [status(7, third, third + ms), status(0, null, third)]);
  assert.deepEqual(fresh[4], status(1, third, third + ms));
  assert.deepEqual(seen[1].events, [['scheduled', { name: 'ran', nextRun: new Date(second) }]]);
  assert.deepEqual(seen[2].events[0], ['jobStart', { name: 'ran', runCount: 6 }]);
});

test('E24 a job that was paused stays so until it is resumed', async () => {
  const ms = draw(interval);
  const steps = [['init'], schedule('job', ms), saved, tick(5 * ms), resume, tick(2 * ms)];
  const [, seen] = await act('programs', [leaves(ms), { steps }]);
  const [, scheduled, waited, , , after] = seen;
  const { enabled, nextRun, runCount } = jobOf(scheduled, 'job');
  assert.deepEqual({ enabled, nextRun, runCount }, { enabled: false, nextRun: null, runCount: 3 });
  assert.deepEqual(scheduled.events, [['scheduled', { name: 'job', nextRun: null }]]);
  assert.equal(waited.file.job.enabled, false);
  assert.equal(runsOf(seen).length, 2);
  assert.equal(jobOf(after, 'job').runCount, 5);
});

test('E24 jobs that are not scheduled again yet stay in the file', async () => {
  const ms = draw(interval);
  const methods = [schedule('ran', ms), tick(ms), ['pause', 'ran'], ['cancel', 'ran']];
  const steps = [['init'], ...methods.flatMap((one) => [one, saved])];
  const [before, seen] = await act('programs', [leaves(ms), { steps }]);
  const { job, new: fresh } = before.at(-1).file;
  assert.equal(seen.length, steps.length);
  for (const { file } of seen.slice(1)) assert.deepEqual({ job: file.job, new: file.new }, { job, new: fresh });
  assert.deepEqual(Object.keys(seen.at(-1).file).sort(), ['job', 'new']);
});

test('E24 what was loaded is for the first time only, and runs that were missed are not made up for', async () => {
  const ms = draw(interval);
  const onceMore = { steps: [['init'], schedule('ran', ms)] };
  for (const again of [[], [['cancel', 'ran']]]) {
    const steps = [['init'], schedule('ran', ms), tick(ms), ...again, schedule('ran', ms), saved];
    const [, twice, thrice] = await act('programs', [leaves(ms), { steps }, onceMore]);
    for (const record of [twice.at(-1), thrice.at(-1)]) {
      const { runCount, lastRun } = jobOf(record, 'ran');
      assert.deepEqual({ runCount, lastRun }, { runCount: 0, lastRun: null });
    }
  }

  const setTime = START + 20 * DAY + between(1, HOUR);
  const expression = '0 */2 * * *';
  const first = { steps: [['init'], schedule('job', expression), tick(HOUR)], setTime: START + 1 };
  const second = { steps: [['init'], schedule('job', expression), tick(7 * HOUR)], setTime };
  const [, seen] = await act('programs', [first, second]);
  const times = runsOf(seen).map(([time]) => time);
  assert.deepEqual(times, matchesBetween(expression, setTime, setTime + 7 * HOUR));
});

test('E25 a clock that is set back a little makes no run twice', async () => {
  const step = between(2, 9);
  const expression = `*/${step} * * * *`;
  const rounds = repeat(4, () => [['turnBack', between(1, 5)], tick(step * MINUTE)]);
  const steps = [schedule('job', expression), tick(between(1000, 25_000)), ...rounds.flat(), tick(90_000)];
  const from = START + between(1, 999);
  const seen = await play(steps, { from });
  const minutes = timesOf(seen).map((time) => Math.round(time / MINUTE));
  const end = from + steps.reduce((sum, [kind, ms]) => sum + ({ tick: ms, turnBack: -ms }[kind] ?? 0), 0);
  const expected = matchesBetween(expression, from, end).map((match) => (match - START) / MINUTE);
  assert.deepEqual(minutes, expected);
});

test('E26 cancelling a name that nobody knows emits nothing', async () => {
  const [job, unknown] = names(2);
  const steps = [['cancel', unknown], schedule(job, 1000), ['cancel', unknown], ['cancel', job], ['cancel', job]];
  const seen = await play(steps);
  const kinds = seen.map(({ events }) => events.map(([kind]) => kind));
  assert.deepEqual(kinds, [[], ['scheduled'], [], ['cancelled'], []]);
});
