// tries: to loop in WebAssembly
// expects: time_limit
const bytes = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 9, 1, 7, 0, 3, 64,
];
const code = new Uint8Array([...bytes, 12, 0, 11, 11]);
const { instance } = await WebAssembly.instantiate(code);
function hollow() {
  instance.exports.f();
}
