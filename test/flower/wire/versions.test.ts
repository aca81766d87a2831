import type { HttpAnswer } from '../../../src/flower/wire/http';
import { FlowerHttpError, FlowerVersionError } from '../../../src/flower/wire/errors';
import { fleetRpcs } from '../../../src/flower/wire/rpcs';
import { readServer } from '../../../src/flower/wire/serverInfo';
import { judgeVersion, testedVersions } from '../../../src/flower/wire/versions';

test('a tested release passes, a newer one is named in a warning', () => {
  for (const version of testedVersions) {
    expect(judgeVersion(`${version}.3`)).toEqual({ version: `${version}.3`, tested: true });
  }
  expect(judgeVersion('1.43.0')).toEqual({
    version: '1.43.0',
    tested: false,
    warning:
      'the SuperLink runs flwr 1.43.0, which this client has not been tested with ' +
      `(tested: ${testedVersions.join(', ')}); it continues, but may fail`,
  });
  expect(judgeVersion('2.0.0.dev20270101').warning).toContain('flwr 2.0.0.dev20270101');
});

test('an older release is refused with what to install', () => {
  for (const version of ['1.39.0', '1.9', '0.18.0']) {
    expect(() => judgeVersion(version)).toThrow(
      `the SuperLink runs flwr ${version}, which speaks gRPC; this client needs 1.40.0 or later ` +
        'on the server: pip install "flwr>=1.40.0"',
    );
  }
});

test('an invalid version is refused', () => {
  for (const version of ['', 'latest', '1', '1.x', '99999999.1', 'v1.41']) {
    expect(() => judgeVersion(version)).toThrow('expected the version of a SuperLink');
  }
});

describe('a server’s description', () => {
  const paths = Object.fromEntries(Object.keys(fleetRpcs).map((rpc) => [`/v1/fleet/${rpc}`, {}]));
  const info = { title: 'SuperLink API', version: '1.41.0' };
  const reading = (value: unknown) =>
    readServer(() => {
      const body = Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
      return Promise.resolve<HttpAnswer>({ status: 200, contentType: 'application/json', body });
    });

  test('names version and title', async () => {
    expect(await reading({ info, paths })).toEqual({
      title: 'SuperLink API',
      version: '1.41.0',
      tested: true,
    });
  });

  test('of something else is refused', async () => {
    const others = ['<html>', 'null', '[]', {}, { info: null }, { info: { title: 'Pet store' } }];
    for (const value of [...others, { info: { title: 'Pet store', version: '1.41.0' }, paths }]) {
      await expect(reading(value)).rejects.toThrow(FlowerVersionError);
      await expect(reading(value)).rejects.toThrow(
        'this is not a SuperLink of flwr 1.40.0 or later',
      );
    }
  });

  test('without a required route is refused, naming the route', async () => {
    const { ['/v1/fleet/pull-object']: pull, ...others } = paths;
    expect(pull).toBeDefined();
    await expect(reading({ info, paths: others })).rejects.toThrow('lacks pull-object');
  });

  test('that is missing is refused', async () => {
    const missing = readServer((route) =>
      Promise.reject(new FlowerHttpError(route, 404, undefined, 'Not Found')),
    );
    await expect(missing).rejects.toThrow('at /openapi.json, got HTTP 404');
  });
});
