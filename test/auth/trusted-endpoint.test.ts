import { expect, it } from 'vitest';
import { isTrustedEndpoint } from '../../src/auth/trusted-endpoint.ts';

it.each<[url: string, namedBy: string, isTrusted: boolean]>([
  ['https://id.example.org/keys', 'https://id.example.org', true],
  ['https://keys.example.org/', 'https://id.example.org', true],
  ['https://keys.example.org/', 'http://localhost:8080', true],
  ['http://localhost:9090/keys', 'http://127.0.0.1:8080', true],
  ['http://[::1]:9090/keys', 'http://localhost:8080', true],
  ['http://id.example.org/keys', 'https://id.example.org', false],
  ['http://id.example.org/keys', 'http://localhost:8080', false],
  ['http://localhost:9090/keys', 'https://id.example.org', false],
  ['http://127.0.0.1.example.org/', 'http://localhost:8080', false],
  ['ftp://localhost/keys', 'http://localhost:8080', false],
  ['file:///etc/passwd', 'http://localhost:8080', false],
  ['/keys', 'https://id.example.org', false],
  ['', 'https://id.example.org', false],
])('decides whether %s, named by %s, is trusted: %s', (url, namedBy, isTrusted) => {
  expect(isTrustedEndpoint(url, namedBy)).toBe(isTrusted);
});
