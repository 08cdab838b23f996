// tries: to throw what throws again when it is described
// expects: wrong_answer
const { proxy, revoke } = Proxy.revocable({}, {});
revoke();
function hollow() {
  throw proxy;
}
