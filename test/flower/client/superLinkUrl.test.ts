import { superLinkUrl } from '../../../src/flower/client/superLinkUrl';

test.each([
  ['127.0.0.1:8000', {}, 'http://127.0.0.1:8000'],
  ['localhost:8000', {}, 'http://localhost:8000'],
  ['[::1]:8000', {}, 'http://[::1]:8000'],
  ['127.0.0.1:8000', { ca: 'ca.pem' }, 'https://127.0.0.1:8000'],
  ['fl.example.org:443', {}, 'https://fl.example.org:443'],
  ['fl.example.org:8000', { insecure: true }, 'http://fl.example.org:8000'],
  ['https://127.0.0.1:8000/', {}, 'https://127.0.0.1:8000'],
  ['http://10.0.0.1:8000', { insecure: true }, 'http://10.0.0.1:8000'],
])('%s with %j is %s', (address, options, url) => {
  expect(superLinkUrl(address, options)).toBe(url);
});

test.each([
  ['http://10.0.0.1:8000', {}, /must be https, be on this machine, or be given with --insecure/],
  ['http://127.0.0.1:8000', { ca: 'ca.pem' }, /must be https/],
  ['127.0.0.1', {}, /--superlink must be HOST:PORT, got "127.0.0.1"/],
  ['ftp://127.0.0.1:21', {}, /must be HOST:PORT/],
  ['host:99999', {}, /must be HOST:PORT/],
  ['', {}, /must be HOST:PORT/],
])('%s with %j is refused', (address, options, message) => {
  expect(() => superLinkUrl(address, options)).toThrow(message);
});
