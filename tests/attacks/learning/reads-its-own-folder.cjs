// tries: to learn where it is and what lies about
// expects: wrong_answer
console.log(__dirname, __filename, module.paths, require.resolve.paths('x'), module.parent, require.main);
console.log(Object.keys(require.cache), Object.keys(module.constructor._pathCache ?? {}));
