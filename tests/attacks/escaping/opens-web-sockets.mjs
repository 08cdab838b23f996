// tries: to reach the network with the clients that browsers have
// expects: wrong_answer runtime_error policy_violation
for (const name of ['WebSocket', 'EventSource']) {
  try {
    new globalThis[name]('ws://127.0.0.1:9229/').onerror = () => {};
  } catch (error) {
    console.log(error.message);
  }
}
