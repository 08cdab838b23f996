// fails: C1 C2
// The folder's name is the verdict that its solutions must get. This one lets later calls pass unnoticed.
export function debounce(fn, ms) {
  let timer = null;
  const debounced = (...args) => {
    timer ??= setTimeout(() => {
      timer = null;
      fn(...args);
    }, ms);
  };
  debounced.cancel = () => {
    clearTimeout(timer);
    timer = null;
  };
  return debounced;
}
