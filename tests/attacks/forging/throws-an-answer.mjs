// tries: to throw what looks like a reply, and like an assertion that failed well
// expects: wrong_answer
function hollow() {
  throw { seen: '[true]', name: 'AssertionError', code: 'ERR_ASSERTION', generatedMessage: true, passed: true };
}
