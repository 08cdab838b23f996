// A model of cron: when an expression matches; and expressions to ask for, by the requirement that they are about.
import fc from 'fast-check';

export const START = Date.UTC(2030, 0, 1); // when every act begins
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
const SEARCHED_DAYS = 8 * 366 + 1;

// Cron. A day matches or it does not; on one that does, every combination of hours and minutes comes up.
const RANGES = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
];

/** The values of a field, in order. */
function valuesOf(field, [min, max]) {
  const values = Array.from({ length: max - min + 1 }, (_, n) => min + n);
  return values.filter((value) => field.split(',').some((item) => allows(item, value, min, max)));
}

function allows(item, value, min, max) {
  const [body, step] = item.split('/');
  const [from, to = step ? max : from] = body === '*' ? [min, max] : body.split('-').map(Number);
  return value >= from && value <= to && (value - from) % Number(step ?? 1) === 0;
}

const known = new Map();

/** What each field allows, and whether the days are restricted. */
export function fieldsOf(expression) {
  if (!known.has(expression)) known.set(expression, readFields(expression));
  return known.get(expression);
}

function readFields(expression) {
  const texts = expression.trim().split(/\s+/);
  const [minutes, hours, days, months, sevens] = texts.map((text, n) => valuesOf(text, RANGES[n]));
  const weekdays = [...new Set(sevens.map((day) => day % 7))].sort();
  const lists = { minutes, hours, days, months, weekdays };
  return { lists, isRestricted: { day: texts[2] !== '*', weekday: texts[4] !== '*' } };
}

function isDayOf({ lists: { days, months, weekdays }, isRestricted }, date) {
  if (!months.includes(date.getUTCMonth() + 1)) return false;
  const day = days.includes(date.getUTCDate());
  const weekday = weekdays.includes(date.getUTCDay());
  return isRestricted.day && isRestricted.weekday ? day || weekday : day && weekday;
}

/** The first match after `time`, in milliseconds, or null. */
export function nextMatch(expression, time) {
  const fields = fieldsOf(expression);
  const today = time - (time % DAY);
  for (let n = 0; n <= SEARCHED_DAYS; n += 1) {
    const day = today + n * DAY;
    const next = isDayOf(fields, new Date(day)) && matchInDay(fields.lists, day, time);
    if (next) return next;
  }
  return null;
}

function matchInDay({ hours, minutes }, day, time) {
  for (const hour of hours) {
    for (const minute of minutes) {
      const match = day + hour * HOUR + minute * MINUTE;
      if (match > time) return match;
    }
  }
  return null;
}

/** The matches after `from` and until `to`. */
export function matchesBetween(expression, from, to) {
  const matches = [];
  for (let match = nextMatch(expression, from); match && match <= to; match = nextMatch(expression, match))
    matches.push(match);
  return matches;
}

// Expressions. Numbers in a list come in any order.
const among = ([min, max]) => fc.integer({ min, max });
const number = (range) => among(range).map(String);
const list = (range) => fc.uniqueArray(among(range), { minLength: 2, maxLength: 4 }).map((values) => values.join());
const bounds = (range) =>
  fc.uniqueArray(among(range), { minLength: 2, maxLength: 2 }).map((values) => values.toSorted((a, b) => a - b));
const range = (limits) => bounds(limits).map((values) => values.join('-'));
const upTo = (max) => fc.integer({ min: 2, max });
const every = (max) => upTo(max).map((step) => `*/${step}`);
const star = fc.constant('*');

const [MINUTES, HOURS, DAYS, MONTHS] = RANGES;
const WEEKDAYS = [0, 6]; // 7 is for E8
const simple = (limits) => fc.oneof(number(limits), list(limits), range(limits));
const line = (...fields) => fc.tuple(...fields).map((texts) => texts.join(' '));
const minute = fc.oneof(star, every(30), simple(MINUTES));
const hour = fc.oneof(star, every(12), simple(HOURS));
// A day of the month that every month has, and no range that could be all there is.
const day = fc.oneof(number([1, 28]), list([1, 28]), range([2, 28]));
const month = simple([1, 11]);
const weekday = fc.oneof(number(WEEKDAYS), list(WEEKDAYS), range([1, 6]));
const steppedRange = (limits) =>
  bounds(limits)
    .filter(([from, to]) => to - from > 2)
    .chain(([from, to]) => upTo(to - from).map((step) => `${from}-${to}/${step}`));
const startWithStep = ([min, max]) =>
  among([min + 1, max - 3]).chain((from) => upTo(max - from).map((step) => `${from}/${step}`));
const mixedOf = (limits, ...items) =>
  fc
    .tuple(range(limits), number(limits), ...items)
    .chain((all) => fc.shuffledSubarray(all, { minLength: all.length }))
    .map((all) => all.join());

const stepAndNumber = fc.tuple(number(MINUTES), every(20)).map((items) => items.join());

export const expressions = {
  everyMinute: fc.constant('* * * * *'),
  inAnHour: line(fc.oneof(every(30), list(MINUTES)), star, star, star, star),
  inADay: line(minute, hour, star, star, star),
  inAYear: fc.oneof(
    line(minute, hour, number([29, 31]), star, star),
    line(minute, hour, day, fc.oneof(star, month), star),
    line(minute, hour, star, star, weekday),
    line(minute, hour, star, month, star),
    line(minute, hour, star, month, weekday),
  ),
  steppedRange: fc.oneof(
    line(steppedRange(MINUTES), hour, star, star, star),
    line(minute, steppedRange(HOURS), star, star, star),
    line(minute, hour, steppedRange([1, 28]), star, star),
    line(minute, hour, star, steppedRange([1, 12]), star),
    line(minute, hour, star, star, fc.constantFrom('1-5/2', '0-4/2', '1-4/3', '2-6/2', '0-6/4')),
  ),
  mixedList: fc.oneof(
    line(mixedOf(MINUTES), hour, star, star, star),
    line(minute, mixedOf(HOURS), star, star, star),
    line(minute, hour, mixedOf([2, 28]), star, star),
    line(minute, hour, star, mixedOf([1, 11]), star),
    line(minute, hour, star, star, mixedOf([1, 5])),
    line(stepAndNumber, hour, star, star, star),
  ),
  seven: line(minute, hour, star, star, fc.constantFrom('7', '7', '7', '3,7', '7,2', '5-7', '6-7', '2,6-7')),
  either: fc.oneof(
    line(minute, hour, day, star, weekday),
    line(minute, hour, day, month, weekday),
    line(minute, hour, day, star, every(3)),
  ),
  stepOfDays: fc.oneof(line(minute, hour, every(15), star, star), line(minute, hour, star, every(6), star)),
  startWithStep: fc.oneof(
    line(startWithStep(MINUTES), hour, star, star, star),
    line(minute, startWithStep(HOURS), star, star, star),
    line(minute, hour, startWithStep(DAYS), star, star),
    line(minute, hour, star, startWithStep(MONTHS), star),
  ),
};

const any = fc.integer({ min: 0, max: 1_000_000_007 });
/** No whole minute: what happens at those is what C3 is about. */
const offTheMinute = (time) => (time % MINUTE ? time : time + 1);
export const someTime = fc.integer({ min: START, max: START + 3 * 365 * DAY }).map(offTheMinute);

/** Moments to ask an expression for its next run at: before and after its matches, one after the other. With `within`, the
 * next run is no further ahead than that. */
export const questionsAbout = (arbitrary, { count = 8, within = Infinity } = {}) =>
  fc
    .record({ expression: arbitrary, from: someTime, gaps: fc.array(any, { minLength: count, maxLength: count }) })
    .map(({ expression, from, gaps }) => {
      const questions = [];
      let time = from;
      for (const gap of gaps) {
        const match = nextMatch(expression, time);
        if (match - time > within) time = offTheMinute(match - 1 - (gap % within));
        questions.push([time, expression]);
        const next = nextMatch(expression, time);
        time = offTheMinute(next + [-1, 1, gap % DAY, gap % (40 * DAY)][gap % 4]);
      }
      return questions;
    });
