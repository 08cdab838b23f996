// fails: C1 E1
// Calls before the time is over.
export function debounce(fn, ms) {
  let timer;
  const debounced = (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => fn(...args), ms - 1);
  };
  debounced.cancel = () => clearTimeout(timer);
  return debounced;
}
