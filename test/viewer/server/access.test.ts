import { describe, expect, it } from 'vitest';
import { type AccessRules, isLoopbackHost, judgeAccess } from '../../../packages/viewer/src/server/access.ts';

const LOOPBACK: AccessRules = { host: '127.0.0.1', machineNames: ['robot', 'robot.local'], token: undefined };
const OPEN: AccessRules = { host: '0.0.0.0', machineNames: ['robot', 'robot.local'], token: 'a-long-secret' };

/** `read` = may see and log, `log` = may only log, else the status of the refusal. */
function judge(rules: AccessRules, host: string | undefined, origin?: string, ...tokens: string[]): string {
  const verdict = judgeAccess({ host, origin, tokens }, rules);
  if (!verdict.allowed) return String(verdict.status);
  return verdict.mayRead ? 'read' : 'log';
}

describe('Host, on loopback', () => {
  it.each([
    ['127.0.0.1:9880', 'read'],
    ['localhost:9880', 'read'],
    ['LOCALHOST.:9880', 'read'],
    ['viewer.localhost:9880', 'read'],
    ['[::1]:9880', 'read'],
    ['localhost:8000', 'read'], // a forwarded port
    ['127.0.0.1', 'read'],
    ['evil.example:9880', '403'],
    ['localhost.evil.example:9880', '403'],
    ['127.0.0.1.evil.example', '403'],
    ['127.0.0.1@evil.example', '403'],
    ['evil.example/127.0.0.1', '403'],
    ['192.168.1.5:9880', '403'],
    ['robot:9880', '403'],
    ['0.0.0.0:9880', '403'],
    ['', '403'],
    [undefined, '403'],
  ])('%s: %s', (host, expected) => {
    expect(judge(LOOPBACK, host)).toBe(expected);
  });
});

describe('Origin, on loopback', () => {
  it.each([
    [undefined, 'read'],
    ['http://localhost:9880', 'read'],
    ['http://127.0.0.1:9880', 'log'], // not the host that was asked
    ['http://localhost:5173', 'log'],
    ['https://localhost:5173', 'log'],
    ['http://[::1]:5173', 'log'],
    ['http://evil.example', '403'],
    ['http://evil.example:9880', '403'],
    ['http://localhost.evil.example', '403'],
    ['null', '403'],
    ['file://', '403'],
    ['chrome-extension://abcdef', '403'],
    ['', '403'],
  ])('%s: %s', (origin, expected) => {
    expect(judge(LOOPBACK, 'localhost:9880', origin)).toBe(expected);
  });
});

describe('Origin, where some are allowed', () => {
  const allowedOrigins = ['http://localhost:5173', 'https://example.com'];
  it.each([
    ['http://localhost:5173', 'read'],
    ['https://example.com', 'read'],
    ['http://localhost:5174', 'log'],
    ['http://example.com', '403'],
    ['https://example.com.evil.example', '403'],
    ['null', '403'],
  ])('%s: %s', (origin, expected) => {
    expect(judge({ ...LOOPBACK, allowedOrigins }, 'localhost:9880', origin)).toBe(expected);
  });

  it('they need the token as everybody does', () => {
    const rules = { ...OPEN, allowedOrigins };
    expect(judge(rules, 'robot:9880', 'https://example.com')).toBe('401');
    expect(judge(rules, 'robot:9880', 'https://example.com', 'a-long-secret')).toBe('read');
  });
});

describe('a viewer that others can reach', () => {
  it.each([
    ['192.168.1.5:9880', undefined, 'a-long-secret', 'read'],
    ['[fe80::1]:9880', undefined, 'a-long-secret', 'read'],
    ['robot.local:9880', undefined, 'a-long-secret', 'read'],
    ['localhost:9880', undefined, 'a-long-secret', 'read'],
    ['192.168.1.5:9880', 'http://192.168.1.5:9880', 'a-long-secret', 'read'],
    ['192.168.1.5:9880', 'https://app.example', 'a-long-secret', 'log'],
    ['192.168.1.5:9880', 'null', 'a-long-secret', '403'],
    ['rebound.example:9880', undefined, 'a-long-secret', '403'],
    ['192.168.1.5:9880', undefined, undefined, '401'],
    ['192.168.1.5:9880', undefined, 'a-long-secrex', '401'],
    ['localhost:9880', undefined, '', '401'],
  ])('host %s, origin %s, token %s: %s', (host, origin, token, expected) => {
    expect(judge(OPEN, host, origin, ...(token === undefined ? [] : [token]))).toBe(expected);
  });

  it('on one address is called by that address', () => {
    expect(judge({ ...LOOPBACK, host: 'bench.lab' }, 'bench.lab:9880')).toBe('read');
  });
});

it.each([
  ['127.0.0.1', true],
  ['127.9.9.9', true],
  ['::1', true],
  ['localhost', true],
  ['0.0.0.0', false],
  ['::', false],
  ['192.168.1.5', false],
  ['robot', false],
])('only this machine reaches %s: %s', (host, expected) => {
  expect(isLoopbackHost(host)).toBe(expected);
});
