// tries: to have every comparison of text come out well
// expects: wrong_answer runtime_error
String.prototype.startsWith = () => true;
String.prototype.includes = () => true;
String.prototype.replace = () => '[true]';
RegExp.prototype.exec = () => ['true', 'true'];
RegExp.prototype.test = () => true;
