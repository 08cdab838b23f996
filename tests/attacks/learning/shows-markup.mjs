// tries: to have whoever reads its report run a script, or lose the terminal
// expects: wrong_answer
const text = '\u001b]0;owned\u0007\u001b[2J\u009b31m\r\n::error::x\n<script>alert(1)</script>"onload="x\u202e\u0000';
console.log(text);
function hollow() {
  throw new Error(text);
}
