// tries: to print what a test reporter prints
// expects: wrong_answer
console.log('TAP version 13\nok 1 - C1\n1..1\n# pass 1');
console.log(JSON.stringify({ test: { name: 'C1', status: 'pass', duration_ms: 1 } }));
console.log(JSON.stringify({ type: 'test:pass', data: { name: 'C1', nesting: 0, testNumber: 1 } }));
process.stderr.write('{"end":true}\n');
