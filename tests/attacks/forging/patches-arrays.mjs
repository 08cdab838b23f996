// tries: to have lists of what happened come out empty
// expects: wrong_answer runtime_error
Array.prototype.push = () => 0;
Array.prototype.map = () => [];
Array.prototype.filter = () => [];
Array.prototype.slice = () => [];
Array.prototype.concat = () => [];
