import { describe, expect, it } from 'vitest';
import { Fifo } from '../../../packages/viewer/src/server/fifo.ts';
import { OrderSet } from '../../../packages/viewer/src/server/order-set.ts';

describe('a set of arrival numbers', () => {
  it.each([0, 7, 8, 32_767, 32_768, 2 ** 31, 2 ** 32 + 5, 2 ** 40])('holds %d and not its neighbours', (order) => {
    const set = new OrderSet();
    set.add(order);
    expect([set.has(order - 1), set.has(order), set.has(order + 1)]).toEqual([false, true, false]);
    set.delete(order);
    expect(set.has(order)).toBe(false);
  });

  it('forgets what is below a number, in whole segments, and takes no such number in again', () => {
    const set = new OrderSet();
    set.add(5);
    set.add(100_000);
    set.forgetBelow(100_000);
    set.add(6);
    expect([set.has(5), set.has(6), set.has(100_000)]).toEqual([false, false, true]);
  });
});

describe('a queue', () => {
  it('gives back what it got, in order, however pushes and shifts are mixed', () => {
    const queue = new Fifo<number>();
    const got: number[] = [];
    let next = 0;
    for (const pushes of [3, 0, 1, 10, 0, 0, 2]) {
      for (let i = 0; i < pushes; i++) queue.push(next++);
      expect(queue.peek()).toBe(got.length < next ? got.length : undefined);
      for (const item of [queue.shift(), queue.shift()]) if (item !== undefined) got.push(item);
    }
    expect(queue.length).toBe(next - got.length);
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) got.push(item);
    expect(got).toEqual(Array.from({ length: next }, (_, i) => i));
    expect(queue.shift()).toBeUndefined();
  });

  it('drops what is not to be retained', () => {
    const queue = new Fifo<number>();
    for (let i = 0; i < 10; i++) queue.push(i);
    queue.shift();
    queue.retain((item) => item % 2 === 0);
    expect([queue.length, queue.shift(), queue.shift(), queue.peek()]).toEqual([4, 2, 4, 6]);
  });
});
