// tries: to sleep without using any processor time
// expects: time_limit
function hollow() {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}
