// tries: to have the host load its own modules anew
// expects: wrong_answer
for (const name of Object.keys(require.cache)) delete require.cache[name];
for (const name of Object.keys(module.constructor._cache)) delete module.constructor._cache[name];
