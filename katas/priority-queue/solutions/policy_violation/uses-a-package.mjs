// fails: all
// A package does the work.
import PQueue from 'p-queue';

const WEIGHTS = { high: 2, medium: 1, low: 0 };

export class PriorityRequestQueue extends PQueue {
  constructor({ concurrency = 5, timeout = 30000 } = {}) {
    super({ concurrency, timeout });
  }

  add(fn, { priority = 'medium' } = {}) {
    return super.add(fn, { priority: WEIGHTS[priority] });
  }
}
