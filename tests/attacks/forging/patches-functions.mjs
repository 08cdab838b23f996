// tries: to have every call through call, apply or bind return true
// expects: wrong_answer runtime_error
Function.prototype.call = () => true;
Function.prototype.apply = () => true;
Function.prototype.bind = () => () => true;
Reflect.apply = () => true;
Reflect.construct = () => ({});
