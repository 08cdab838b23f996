// tries: to print replies of the host for every act that may come
// expects: wrong_answer
for (let id = 0; id < 100; id += 1) {
  const reply = JSON.stringify({ id, seen: '[true]' });
  const other = JSON.stringify({ id: String(id), seen: '[true]' });
  process.stdout.write(`${reply}\n${other}\n`);
  process.stderr.write(`${reply}\n`);
  process._rawDebug(other);
}
