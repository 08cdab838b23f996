// fails: E1
// Once cancelled, it never calls again.
export function debounce(fn, ms) {
  let timer;
  let cancelled = false;
  const debounced = (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => cancelled || fn(...args), ms);
  };
  debounced.cancel = () => {
    cancelled = true;
  };
  return debounced;
}
