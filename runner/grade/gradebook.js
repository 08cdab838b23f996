// Sorts and filters the table of all results. The server has written every row, with its place in the order of every
// column; here rows are only picked and put in order. A browser lays a few hundred rows out within a blink and needs
// seconds for thousands, so the others stay out of the document until they are asked for, or printed.
{
  const AT_ONCE = 200;
  const table = document.getElementById('grades');
  const [body] = table.tBodies;
  const controls = document.getElementById('controls');
  const status = document.getElementById('status');
  const [find, verdict, kata, more, some, every] = ['find', 'verdict', 'kata', 'more', 'some', 'every'].map((id) =>
    document.getElementById(id),
  );
  const headers = [...table.tHead.rows[0].cells].filter((cell) => 'sortable' in cell.dataset);
  const entries = Array.from(body.rows, (row) => ({
    row,
    ranks: row.dataset.ranks.split(' ').map(Number),
    verdict: row.dataset.verdict,
    kata: row.dataset.kata,
    text: undefined,
  }));
  let matching = entries;
  let limit = AT_ONCE;
  let order = '';

  const plain = (text) => text.normalize('NFKC').toLowerCase();
  const count = (number) => number.toLocaleString('en');
  const textOf = (entry) => (entry.text ??= plain(Array.from(entry.row.cells, (cell) => cell.textContent).join('\n')));

  const show = () => {
    const rows = document.createDocumentFragment();
    for (const { row } of matching.slice(0, limit)) rows.append(row);
    body.replaceChildren(rows);
    const hidden = matching.length - limit;
    more.hidden = hidden <= 0;
    some.hidden = hidden <= AT_ONCE;
    some.textContent = `Show ${AT_ONCE} more`;
    every.textContent = `Show all ${count(matching.length)}`;
    const all = entries.length === 1 ? '1 result' : `${count(entries.length)} results`;
    const found = matching.length === entries.length ? all : `${count(matching.length)} of ${all}`;
    status.textContent = `${found}${hidden > 0 ? `, the first ${count(limit)} shown` : ''}${order}`;
  };

  const filter = () => {
    const words = plain(find.value).split(/\s+/).filter(Boolean);
    matching = entries.filter(
      (entry) =>
        (!verdict.value || entry.verdict === verdict.value) &&
        (!kata?.value || entry.kata === kata.value) &&
        words.every((word) => textOf(entry).includes(word)),
    );
    limit = AT_ONCE;
    show();
  };

  const sort = (header) => {
    const direction = header.ariaSort === 'ascending' ? 'descending' : 'ascending';
    for (const one of headers) one.removeAttribute('aria-sort');
    header.setAttribute('aria-sort', direction);
    const at = headers.indexOf(header);
    const sign = direction === 'ascending' ? 1 : -1;
    entries.sort((a, b) => sign * (a.ranks[at] - b.ranks[at]));
    order = `, by ${header.textContent}, ${direction}`;
    filter();
  };

  const showUpTo = (next) => {
    const first = matching[limit].row;
    limit = next;
    show();
    first.tabIndex = -1;
    first.focus({ preventScroll: true });
  };

  for (const header of headers) {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...header.childNodes);
    button.addEventListener('click', () => sort(header));
    header.append(button);
  }
  controls.addEventListener('input', filter);
  // Reading thousands of rows takes longer than a key stroke should.
  find.addEventListener('focus', () => entries.forEach(textOf), { once: true });
  some.addEventListener('click', () => showUpTo(limit + AT_ONCE));
  every.addEventListener('click', () => showUpTo(matching.length));
  // Paper has room for all, and no buttons.
  let before;
  addEventListener('beforeprint', () => {
    before ??= limit;
    limit = matching.length;
    show();
  });
  addEventListener('afterprint', () => {
    limit = before ?? limit;
    before = undefined;
    show();
  });
  controls.hidden = false;
  show();
}
