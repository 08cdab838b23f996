// fails: C2
// Waits as it should, with the arguments of the first call.
export function debounce(fn, ms) {
  let timer = null;
  let first = [];
  const debounced = (...args) => {
    if (timer === null) first = args;
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = null;
      fn(...first);
    }, ms);
  };
  debounced.cancel = () => {
    clearTimeout(timer);
    timer = null;
  };
  return debounced;
}
