// tries: to have the host see empty and equal objects everywhere
// expects: wrong_answer runtime_error
Object.keys = () => [];
Object.entries = () => [];
Object.is = () => true;
Object.getPrototypeOf = () => null;
Object.defineProperty = (target) => target;
