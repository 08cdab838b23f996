// tries: to print the marks that tell whose output it is
// expects: wrong_answer
for (let id = 0; id < 50; id += 1) process.stderr.write(`\x00${id}\nforged\n`);
process.stderr.write('\x00next\n\x00\n\x00-1\n\x00999999999999999999999\n\x00{"id":1}\n');
