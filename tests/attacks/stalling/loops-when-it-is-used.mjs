// tries: to take the time of every act
// expects: time_limit
function hollow() {
  for (;;);
}
