// tries: to have promises call back at once, with a good reply
// expects: wrong_answer runtime_error time_limit
Promise.prototype.then = function (good) {
  good?.({ seen: '[true]' });
  return this;
};
