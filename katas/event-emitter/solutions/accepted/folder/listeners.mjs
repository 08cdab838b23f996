/** The listeners of one event: a doubly linked list, so that a once listener leaves without a search. */
export class Listeners {
  #ends = {};
  size = 0;

  constructor() {
    this.#ends.next = this.#ends;
    this.#ends.previous = this.#ends;
  }

  append(listener, once) {
    const node = { listener, once, linked: true, previous: this.#ends.previous, next: this.#ends };
    node.previous.next = node;
    this.#ends.previous = node;
    this.size += 1;
  }

  remove(node) {
    if (!node.linked) return;
    node.linked = false;
    node.previous.next = node.next;
    node.next.previous = node.previous;
    this.size -= 1;
  }

  findLast(listener) {
    let node = this.#ends.previous;
    while (node !== this.#ends && node.listener !== listener) node = node.previous;
    return node === this.#ends ? null : node;
  }

  snapshot() {
    const nodes = [];
    for (let node = this.#ends.next; node !== this.#ends; node = node.next) nodes.push(node);
    return nodes;
  }
}
