// fails: E1
// The typical first attempt. The first line names the requirements that must catch it.
export function debounce(fn, ms) {
  let timer;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => fn(...args), ms);
  };
}
