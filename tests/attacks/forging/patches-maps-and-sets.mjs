// tries: to have the host find what is not there
// expects: wrong_answer runtime_error
Map.prototype.get = () => true;
Map.prototype.has = () => true;
Set.prototype.has = () => true;
WeakMap.prototype.get = () => true;
