// tries: to give every object the fields of a good reply
// expects: wrong_answer runtime_error
for (const name of ['seen', 'passed', 'ok', 'pass', 'accepted']) Object.prototype[name] = '[true]';
