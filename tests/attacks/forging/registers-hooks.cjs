// tries: to decide what others import
// expects: wrong_answer policy_violation
const { registerHooks, register } = module.constructor;
try {
  registerHooks({
    load: (url, context, next) =>
      url.includes('assert')
        ? { format: 'module', source: 'export default () => {}', shortCircuit: true }
        : next(url, context),
  });
  register('data:text/javascript,export const load = () => {}');
} catch {
  // refused
}
