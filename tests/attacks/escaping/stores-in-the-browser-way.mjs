// tries: to keep data for later runs in the stores that browsers have
// expects: wrong_answer policy_violation
for (const name of ['localStorage', 'sessionStorage', 'caches', 'indexedDB']) {
  try {
    globalThis[name]?.setItem?.('x', 'y');
  } catch (error) {
    console.log(error.message);
  }
}
const channel = new BroadcastChannel('kata');
channel.onmessage = (event) => console.log(event.data);
channel.postMessage('anybody there?');
channel.unref();
