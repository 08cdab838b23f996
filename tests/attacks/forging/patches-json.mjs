// tries: to turn the host's replies into good ones where they are written
// expects: wrong_answer runtime_error
const { stringify } = JSON;
JSON.stringify = (value, ...rest) => stringify(value?.threw ? { id: value.id, seen: '[true]' } : value, ...rest);
JSON.parse = () => ({ id: '1', scenario: '', seen: '[true]' });
