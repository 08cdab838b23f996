// tries: to learn what ran from profiles and timelines
// expects: wrong_answer
console.profile?.('all');
console.profileEnd?.('all');
console.log(performance.getEntries(), performance.nodeTiming, performance.toJSON());
new PerformanceObserver((list) => console.log(list.getEntries())).observe({ entryTypes: ['resource', 'measure'] });
