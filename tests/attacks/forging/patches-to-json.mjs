// tries: to have every object written as a good reply
// expects: wrong_answer runtime_error
Object.prototype.toJSON = function () {
  return { id: this.id, seen: '[true]' };
};
