// tries: to answer every question with something that answers every question
// expects: wrong_answer
const hollow = new Proxy(function () {}, {
  get: () => hollow,
  apply: () => hollow,
  construct: () => hollow,
  has: () => true,
  ownKeys: () => ['prototype'],
});
