import { describe, expect, it } from 'vitest';
import { ReceiveCredit } from '../../../packages/viewer/src/app/source/receive-credit.ts';

describe('the credit never exceeds what this connection sent', () => {
  it('counts former connections first, because they were posted first', () => {
    const credit = new ReceiveCredit();
    credit.posted(10);
    credit.posted(20);
    credit.taken(10);
    expect(credit.takenBytes).toBe(10);
    credit.restart();
    credit.posted(5);
    credit.taken(22);
    expect(credit.takenBytes).toBe(2);
    expect(credit.isWaiting).toBe(true);
    credit.taken(3);
    expect(credit.takenBytes).toBe(5);
    expect(credit.isWaiting).toBe(false);
  });

  it('survives several lost connections in a row', () => {
    const credit = new ReceiveCredit();
    for (let i = 0; i < 3; i += 1) {
      credit.posted(10);
      credit.restart();
    }
    credit.skipped(4);
    credit.taken(30);
    expect(credit.takenBytes).toBe(4);
  });

  it('gives nothing for more than was sent', () => {
    const credit = new ReceiveCredit();
    credit.posted(1);
    credit.taken(1000);
    expect(credit.takenBytes).toBe(1);
  });
});
