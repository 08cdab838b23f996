// tries: to have whoever awaits it get what it likes
// expects: wrong_answer
class hollow {
  then(resolve) {
    resolve({ seen: '[true]' });
  }
}
